import Foundation
import Kernel
import Members
import Pages
import Testing

@Suite("Who may open which page of members, and what it gives away")
struct MemberAccessTests {
    private static let reads: Set<Role> = [.inbound, .outbound, .social, .supervisor, .backOffice, .doctor]
    private static let serves: Set<Role> = [.inbound, .outbound, .social, .supervisor]

    @Test("cell by cell", arguments: Role.allCases)
    func table(_ role: Role) async throws {
        try await withHouse { house in
            let tester = try await house.tester(role)
            let budi = house.families.budi
            let request = try await house.members.askForData(
                DataRequestID(budi.id.description) ?? budi.id.named(DataRequestID.self), of: budi.id, "Surat",
                by: .system("test"), at: house.clock.now())
            let place = Path.member(budi.id).text
            let cells: [(path: String, may: Set<Role>, form: [String: String]?, done: Int)] = [
                ("/members", Self.reads.union([.admin]), nil, 200),
                ("/members?q=budi+santoso", Self.reads.union([.admin]), nil, 200),
                (place, Self.reads, nil, 200),
                (place + "/unmaskings", Self.serves, ["fields": "nik", "reason": "compare"], 200),
                (place + "/looks", [.supervisor, .admin], nil, 200),
                (
                    place + "/consents", Self.serves.union([.backOffice]),
                    ["purpose": "survey", "means": "signed-paper", "reference": "surat 1"], 303
                ),
                (place + "/exports", [.supervisor, .backOffice], nil, 200),
                (place + "/exports", [.supervisor, .backOffice], ["asking": "Datang ke kantor"], 303),
                (place + "/exports/\(request.id)/files", [.supervisor, .backOffice], ["format": "json"], 200),
            ]
            for cell in cells {
                let path = Path(stringLiteral: cell.path)
                let answer =
                    if let form = cell.form { try await tester.post(path, form) } else { try await tester.get(path) }
                let isAllowed = cell.may.contains(role)
                #expect(answer.status == (isAllowed ? cell.done : 403), "\(role) at \(cell.path)")
                if !isAllowed { #expect(!answer.body.contains(budi.nik.digits) && !answer.body.contains(budi.name)) }
            }
        }
    }

    @Test("whoever may see a member may ask the insurer of him")
    func insurer() async throws {
        let (families, stage) = (try Families(), PartnerStage())
        let server = InsurerPageTests.standIn(families, stage)
        try await server.during { port in
            try await stage.withInsurer(at: port) { insurer in
                try await withHouse(insurer: insurer) { house in
                    for role in Role.allCases {
                        let asked = server.faults.report.asked
                        let answer = try await house.tester(role).post(InsurerPageTests.ask(families.budi))
                        let isAllowed = Self.reads.contains(role)
                        #expect(answer.status == (isAllowed ? 303 : 403), "\(role)")
                        #expect(server.faults.report.asked == asked + (isAllowed ? 1 : 0), "\(role)")
                    }
                }
            }
        }
    }

    @Test("nobody who is not signed in sees anything")
    func stranger() async throws {
        try await withHouse { house in
            let tester = try await house.tester(.supervisor)
            tester.forget()
            for path in ["", "/looks", "/exports"] {
                let answer = try await tester.get(Path(stringLiteral: Path.member(house.families.budi.id).text + path))
                #expect(answer.status == 303 && answer.location?.hasPrefix("/sign-in") == true)
            }
        }
    }

    @Test("an administrator finds members to see who looked, and opens no record")
    func administrator() async throws {
        try await withHouse { house in
            let budi = house.families.budi
            let admin = try await house.tester(.admin)
            let found = try await admin.get("/members?q=budi+santoso")
            #expect(found.body.contains("/members/\(budi.id)/looks") && !found.body.contains("\"/members/\(budi.id)\""))
            let looks = try await admin.get("/members/\(budi.id)/looks")
            #expect(looks.status == 200 && !looks.body.contains("href=\"/members/\(budi.id)\""))
        }
    }

    @Test("the page of looks tells who, when, what and what for, the newest first")
    func looks() async throws {
        try await withHouse { house in
            let budi = house.families.budi
            let agent = try await house.tester(.inbound)
            _ = try await agent.get("/members?q=budi+santoso")
            let contact = budi.id.named(ContactID.self)
            _ = try await agent.get(.member(budi.id, because: .contact(contact)))
            _ = try await agent.post(
                "/members/\(budi.id)/unmaskings", ["fields": "phones", "reason": "other", "words": "Sambungan <putus>"])
            let page = try await house.tester(.supervisor).get("/members/\(budi.id)/looks")
            for words in [
                "Siapa melihat data Budi Santoso", "Petugas inbound", "Muncul pada pencarian nama", "Membuka data",
                "Melihat tanpa samaran: Telepon", "Lainnya: Sambungan &lt;putus&gt;", "/contacts/\(contact)",
            ] {
                #expect(page.body.contains(words), "\(words)")
            }
            let order = ["tanpa samaran", "Membuka data", "pencarian nama"].map { page.body.range(of: $0)?.lowerBound }
            #expect(order.allSatisfy { $0 != nil } && order.compactMap(\.self) == order.compactMap(\.self).sorted())
            #expect(try await house.facts(budi, MemberFact.TrailRead.self).count == 1)
        }
    }

    @Test("a long trail is read in pages")
    func longTrail() async throws {
        try await withHouse { house in
            let budi = house.families.budi
            for _ in 0..<130 {
                _ = try await house.members.find(
                    .id(budi.id), because: Subject("call", "1"), by: .system("floor"), at: house.clock.now())
            }
            let tester = try await house.tester(.supervisor)
            let first = try await tester.get("/members/\(budi.id)/looks")
            let older = try #require(first.body.firstMatch(of: /href="(\/members\/[^"]+before=[0-9]+)"/)?.output.1)
            let second = try await tester.get(Path(stringLiteral: String(older)))
            #expect(first.body.matches(of: /<tr><td/).count == 100)
            #expect(second.body.matches(of: /<tr><td/).count == 30 && !second.body.contains("rel=\"next\""))
        }
    }

    @Test("an answer tells all that is held, in plain words and without others")
    func export() async throws {
        try await withHouse { house in
            let budi = house.families.budi
            _ = try await house.tester(.inbound).get(.member(budi.id))
            let tester = try await house.tester(.backOffice)
            let page: Path = "/members/\(budi.id)/exports"
            #expect(try await tester.post(page, ["asking": " "]).status == 422)
            #expect(try await tester.post(page, ["asking": "Datang ke kantor cabang"]).status == 303)
            let list = try await tester.get(page)
            #expect(list.body.contains("sisa 3 hari 0 jam") && list.body.contains("Datang ke kantor cabang"))
            let request = try #require(try await house.members.dataRequests(of: budi.id).first)
            for format in ["html", "json"] {
                let file = try await tester.post("/members/\(budi.id)/exports/\(request.id)/files", ["format": format])
                #expect(file[header: "Content-Disposition"]?.hasSuffix(".\(format)\"") == true)
                for own in [
                    budi.nik.digits, budi.card.digits, "0812-1111-2222", "12 Apr 1985", "Penyelenggara", "Membuka data",
                    "Agen telepon", "Datang ke kantor cabang",
                ] {
                    #expect(file.body.contains(own), "\(format) lacks \(own)")
                }
                for others in [
                    "Sitti", "Rahayu menelepon", "0856-0000-0005", "Petugas inbound", house.families.sitti.nik.digits,
                    house.families.sitti.card.digits,
                ] {
                    #expect(!file.body.contains(others), "\(format) gives away \(others)")
                }
                #expect(file.body.contains("[pihak lain] menelepon dari [pihak lain]."))
            }
            #expect(try await tester.get(page).body.contains("Dijawab"))
            #expect(
                try await tester.post("/members/\(budi.id)/exports/\(budi.id)/files", ["format": "json"]).status == 404)
            #expect(try await house.facts(budi, MemberFact.Exported.self).map(\.format) == ["html", "json"])
        }
    }

    @Test("a request that is not answered in time is red")
    func late() async throws {
        try await withHouse { house in
            let budi = house.families.budi
            let tester = try await house.tester(.supervisor)
            _ = try await tester.post("/members/\(budi.id)/exports", ["asking": "Telepon"])
            house.clock.advance(by: .seconds(3 * 86_400 + 7_200))
            // Nobody's session lasts so long.
            let page = try await house.tester(.supervisor).get("/members/\(budi.id)/exports")
            #expect(page.body.contains("lewat 2 jam 0 mnt") && page.body.contains("data-tone=\"red\""))
        }
    }
}
