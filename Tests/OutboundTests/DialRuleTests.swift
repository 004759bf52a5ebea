import Calls
import Database
import Kernel
import Staff
import Testing

@testable import Outbound

@Suite("Numbers that are dialled by hand")
struct DialRuleTests {
    @Test("are rung by the rules of all ringing", arguments: Dialect.allCases)
    func rules(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let (held, other) = (PhoneNumber("0812-5555-0000")!, PhoneNumber("0812-5555-0009")!)
            func refusal(_ phone: PhoneNumber, by person: PersonID) async throws -> DeskRefusal? {
                try await centre.rules.deskRefusal(phone, by: person, calendar: .jakarta, at: centre.now)
            }
            let (rina, bayu) = (centre.rina.id, centre.bayu.id)
            try await centre.done(1)
            #expect(try await refusal(held, by: bayu) == nil)
            #expect(try await centre.take(centre.rina) != nil)
            #expect(try await refusal(held, by: bayu) == .numberInCall)
            #expect(try await refusal(held, by: rina) == nil, "her own")
            #expect(try await refusal(other, by: bayu) == nil)
            try await centre.rules.add(other, reason: "Diminta.", by: .system("test"), at: centre.now)
            #expect(try await refusal(other, by: bayu) == .doNotCall)
            centre.clock.advance(by: .seconds(16 * 60))
            #expect(try await refusal(held, by: bayu) == nil, "the lock is over")
            centre.clock.advance(by: .seconds(86_400))
            #expect(try await refusal(held, by: bayu) == .outsideHours, "a Sunday")
        }
    }
}
