import Foundation
import Kernel

/// What agents do with members and their changes.
extension Browser {
    /// Asks what proves who speaks, and goes on to the member's page.
    func proveIdentity(card: String, born: String) async throws {
        for (question, said) in [("card", card), ("birth-date", born)] {
            try await type(said, into: "#q-\(question)")
            try await click("button[name='question'][value='\(question)']")
            try await untilGone("#q-\(question)")
        }
        try await click(".page-head a[href*='/members/']")
        try await untilSees(".service-kinds")
    }

    /// Asks the registry until the page says since when it does not answer.
    func untilRegistryIsDown(asking nik: String) async throws {
        try await untilSees("form[action$='/people']")
        try await Patience.until("the registry is known to be down", within: .seconds(60)) {
            if try await self.text(of: "body")?.contains("terputus sejak") == true { return true }
            try await self.type(nik, into: "input[name='by']")
            try await self.click("form[action$='/readings'] button")
            return false
        }
    }

    func typePeople(_ people: [RegistryStandIn.Person]) async throws {
        for (place, person) in people.enumerated() {
            for (field, said) in [("nik", person.nik), ("name", person.name), ("birthDate", person.born)] {
                try await type(said, into: "form[action$='/people'] #f-\(field)")
            }
            try await tick("sex", person.sex)
            try await tick("relation", person.relation)
            try await click("form[action$='/people'] button")
            try await Patience.until("\(place + 1) people stand there") {
                try await self.count("form[action$='/removals']") == place + 1
            }
        }
    }

    func registerFamily() async throws {
        try await step("people") { try await tick("people") }
        try await step("class") { try await tick("careClass", "2") }
        try await step("facility") { _ = try await chooseFacility() }
        try await step("bank") {
            try await choose("bank", "bri")
            try await consent("autodebit")
        }
        try await step("contact") {
            try await type("081000009901", into: "#f-phone")
            try await type("Jl. Contoh 1", into: "#f-address")
        }
        try await step("consent") { try await consent("consent") }
        try await step("payment") {
            try await tick("waitExplained")
            try await type("081000009901", into: "#f-ringBackPhone")
        }
    }
}

extension Browser {
    /// The change whose page is open.
    var change: String {
        get async throws {
            try await Patience.until("the page of a change is open") {
                try await self.address.firstMatch(of: /\/changes\/([0-9a-f-]{36})/).map { String($0.1) }
            }
        }
    }

    /// Reads everybody on the card from the registry, by one of them.
    func fetchFamily(_ people: [RegistryStandIn.Person]) async throws {
        try await untilSees("form[action$='/readings']")
        try await type(people[0].nik, into: "input[name='by']")
        try await click("form[action$='/readings'] button")
        for person in people { try await untilText(of: "table.list", contains: person.name) }
    }
}

extension Sahut {
    /// The setting of a centre where it is about noon now: callers are rung by day only.
    static var atNoon: [String: String] {
        let round = [
            "Pacific/Auckland", "Asia/Tokyo", "Asia/Jakarta", "Asia/Karachi", "Europe/Moscow", "Europe/London",
            "America/Sao_Paulo", "America/New_York", "America/Los_Angeles", "Pacific/Honolulu",
        ]
        let zone = round.first { name in
            let calendar = TimeZone(identifier: name).map { CentreCalendar(zone: $0) }
            return calendar.map { (10..<16).contains($0.hour(of: SystemClock().now())) } ?? false
        }
        return zone.map { ["centre.zone": $0] } ?? [:]
    }
}
