import Database
import Foundation
import Kernel
import Pages
import Staff
import Testing

@Suite("Heads of branches, and people of regions")
struct OverseerTests {
    private let semarang = BranchCode("SMG")!
    private let sixth = OfficeRegion(number: 6)!

    private func details(_ roles: Set<Role>, _ change: (inout PersonDetails) -> Void = { _ in }) -> PersonDetails {
        var details = PersonDetails(name: "Tuti Rahayu", userName: UserName("tuti")!, roles: roles)
        change(&details)
        return details
    }

    @Test("a head and a region are kept, changed and told in the facts", arguments: Dialect.allCases)
    func keeps(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        try await house.open()
        let head = details([.branch]) { ($0.branch, $0.isHead) = (semarang, true) }
        let tuti = try await house.staff.add(head, by: .system("test")).person
        #expect(tuti.branch == semarang && tuti.isHead && tuti.region == nil)
        let overseer = details([.region]) { $0.region = sixth }
        try await house.staff.edit(tuti.id, overseer, by: .person(house.rahmat.id))
        let moved = try #require(try await house.staff.person(tuti.id))
        #expect(moved.region == sixth && !moved.isHead && moved.branch == nil)
        let facts = try await Journal(house.database).entries(about: .person(tuti.id))
        #expect(try facts[0].fact(StaffFact.Added.self)?.isHead == true)
        let edited = try #require(try facts.last?.fact(StaffFact.Edited.self))
        #expect(edited.region == "VI" && edited.isHead == false)
    }

    @Test("a head without a branch and a region without the role are refused", arguments: Dialect.allCases)
    func refuses(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        try await house.open()
        let cases: [(PersonDetails, StaffRefusal)] = [
            (details([.branch]) { $0.isHead = true }, .headWithoutBranch),
            (details([.inbound]) { $0.isHead = true }, .headWithoutBranch),
            (details([.branch]) { $0.region = sixth }, .regionWithoutRole),
            (details([.region]) { ($0.branch, $0.region) = (semarang, sixth) }, .branchWithoutRole),
        ]
        for (details, refusal) in cases {
            await #expect(throws: refusal) { try await house.staff.add(details, by: .system("test")) }
        }
        #expect(try await house.staff.list().count == 3)
    }

    @Test("facts from before branches had heads are still read")
    func oldFacts() async throws {
        let house = try await House()
        let added = try await Journal(house.database).entries(about: .person(house.citra.id))[0]
        #expect(try added.fact(StaffFact.Added.self)?.isHead == false)
        let old = #"{"name": "Citra", "userName": "citra", "roles": ["inbound"]}"#
        let fact = try JSONDecoder().decode(StaffFact.Added.self, from: Data(old.utf8))
        #expect(fact.isHead == nil && fact.region == nil)
    }

    @Test("an administrator sets both on the person's page, and what does not fit is said there")
    func page() async throws {
        let house = try await House()
        try await house.open()
        let admin = try await house.tester(house.rahmat)
        let tuti = try await house.officer("Tuti Rahayu", "tuti", at: "SMG")
        let place: Path = "/staff/\(tuti.id)"
        let basis = ["name": "Tuti Rahayu", "user_name": "tuti"]
        func post(_ more: [String: String]) async throws -> PageTester.Answer {
            try await admin.post(place, basis.merging(more) { _, new in new })
        }
        #expect(try await post(["roles": "branch", "branch": "SMG", "is_head": "yes"]).status == 303)
        #expect(try await admin.get(place).body.contains("name=\"is_head\" value=\"yes\" checked"))
        #expect(try await house.staff.person(tuti.id)?.isHead == true)
        let lost = try await post(["roles": "branch", "is_head": "yes"])
        #expect(lost.status == 422 && lost.body.contains("name=\"is_head\" value=\"yes\" checked"))
        let nowhere = try await post(["roles": "region"])
        #expect(nowhere.status == 422 && nowhere.body.contains("Pilih wilayah dari daftar."))
        let agent = try await post(["roles": "inbound", "region": "VI"])
        #expect(agent.status == 422 && agent.body.contains("Hanya peran Kedeputian wilayah"))
        #expect(agent.body.contains("value=\"VI\" selected"))
        #expect(try await post(["roles": "region", "region": "XIII"]).status == 422)
        #expect(try await post(["roles": "region", "region": "VI"]).status == 303)
        #expect(try await house.staff.person(tuti.id)?.region == sixth)
        #expect(try await admin.get("/staff?q=tuti").body.contains("<td>Kedeputian Wilayah VI</td>"))
    }
}
