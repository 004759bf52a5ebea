import Foundation
import Testing

extension Sahut {
    /// Journeys that ring are played at night and on Sundays too.
    func ringAtAnyHour() async throws {
        let budi = Visitor(on: stage)
        _ = try await budi.signIn("budi", Self.password, at: self)
        let form = try await budi.ask(address("/outbound/plan")).body
        let token = try #require(form.firstMatch(of: /name="_csrf" value="([^"]*)"/).map { String($0.1) })
        var fields = [
            "_csrf": token, "over": "0", "tries": "3", "apart": "20", "busy": "15", "lock": "15", "target": "50",
            "reason": "Uji coba.",
        ]
        for weekday in 1...7 { fields["day-\(weekday)"] = "00.00-24.00" }
        #expect(try await budi.ask(address("/outbound/plan"), form: fields).status == 303)
    }
}
