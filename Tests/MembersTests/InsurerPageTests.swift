import Database
import Foundation
import Kernel
import Pages
import Testing

@testable import Members

@Suite("The insurer's block on a member's page", .serialized, .timeLimit(.minutes(2)))
struct InsurerPageTests {
    private let stage = PartnerStage()
    private let families = try! Families()

    static func ask(_ member: Member) -> Path { "/members/\(member.id)/insurer-answers" }

    /// Budi is in class III and not active there, and in class II and active here; nobody knows Raka.
    static func standIn(_ families: Families, _ stage: PartnerStage) -> StandInServer {
        let people = [families.budi, families.ayu].map { member in
            var person = Kampung.siti
            (person.nik, person.name) = (member.nik, member.name)
            person.membership?.card = member.card
            return person
        }
        return .insurer(
            StandInPeople(people), keys: PartnerStage.insurerKeys, clock: stage.clock, logger: quietLogger)
    }

    private func withInsurer(
        _ convention: Insurer.Convention = .vclaim, _ body: @Sendable (MembersHouse, StandInServer) async throws -> Void
    ) async throws {
        let server = Self.standIn(families, stage)
        try await server.during { port in
            try await stage.withInsurer(at: port, convention) { insurer in
                try await withHouse(insurer: insurer) { try await body($0, server) }
            }
        }
    }

    @Test("where no insurer is connected there is no block, and nothing to ask")
    func none() async throws {
        try await withHouse { house in
            let tester = try await house.tester(.inbound)
            #expect(!(try await tester.get(.member(families.budi.id)).body.contains("Menurut BPJS")))
            #expect(try await tester.post(Self.ask(families.budi)).status == 404)
        }
    }

    @Test("opening a page asks nothing and says that nobody ever asked; one press asks, and shows what differs")
    func asked() async throws {
        try await withInsurer { house, server in
            let tester = try await house.tester(.inbound)
            let before = try await tester.get(.member(families.budi.id))
            #expect(before.body.contains("Menurut BPJS (VClaim)") && before.body.contains("Belum pernah ditanyakan."))
            #expect(before.body.contains("Tanyakan sekarang") && server.faults.report.asked == 0)

            let contact = families.budi.id.named(ContactID.self)
            let answer = try await tester.post(Self.ask(families.budi), ["for": "contact:\(contact)"])
            #expect(answer.status == 303)
            #expect(answer.location == Path.member(families.budi.id, because: .contact(contact)).text)
            let page = try await tester.get(.member(families.budi.id))
            for words in [
                "Jawaban penyelenggara dicatat", "Tidak aktif · TIDAK AKTIF KARENA PREMI", "data kami: Aktif",
                "Kelas III", "data kami: Kelas II<", "PUSKESMAS GAMBIR", "data kami: –", "baru saja",
            ] {
                #expect(page.body.contains(words), "\(words)")
            }
            #expect(!page.body.contains("data kami: PBPU") && !page.body.contains("Tunggakan"))
            house.clock.advance(by: .seconds(200))
            #expect(try await tester.get(.member(families.budi.id)).body.contains("3 menit lalu"))
            house.clock.advance(by: .seconds(2 * 3_600))
            let later = try await house.tester(.inbound)
            let old = try await later.get(.member(families.budi.id)).body
            #expect(old.contains("2 jam lalu") && old.contains("data-age=\"old\""))
            #expect(server.faults.report.asked == 1)
            #expect(try await house.facts(families.budi, MemberFact.InsurerAsked.self).map(\.outcome) == ["found"])
        }
    }

    @Test("the page's script asks where nobody did lately, and gets the block alone")
    func byItself() async throws {
        try await withInsurer { house, server in
            let tester = try await house.tester(.inbound)
            func part(_ member: Member) async throws -> PageTester.Answer {
                try await tester.post(Self.ask(member), ["unless": "fresh"])
            }
            func isDue(_ member: Member) async throws -> Bool {
                try await tester.get(.member(member.id)).body.contains("data-insurer=\"due\"")
            }
            #expect(try await isDue(families.budi))
            let block = try await part(families.budi)
            #expect(block.status == 200 && !block.body.contains("<html") && block.body.contains("PUSKESMAS GAMBIR"))
            #expect(block.body.contains("name=\"_csrf\"") && !block.body.contains(families.budi.card.digits))
            #expect(try await !isDue(families.budi))
            #expect(try await part(families.budi).status == 200 && server.faults.report.asked == 1)
            house.clock.advance(by: .seconds(900))
            #expect(try await isDue(families.budi))
            #expect(try await part(families.budi).status == 200 && server.faults.report.asked == 2)

            let own = try #require(CardNumber("9900000000001"))
            try await house.database.write {
                try $0.execute("UPDATE members SET card = \(own) WHERE id = \(families.ayu.id)")
            }
            #expect(try await part(families.ayu).status == 205, "what else the page shows is of the old card")
            server.faults.set(StandInFaults.Order(.errors))
            let silent = try await part(families.raka)
            #expect(silent.status == 200 && !silent.body.contains("role=\"alert\""))
            #expect(silent.body.contains("Penyelenggara sedang tidak dapat ditanya."))
        }
    }

    @Test("PCare tells of arrears as well; whether there are any, not how much")
    func arrears() async throws {
        try await withInsurer(.pcare) { house, _ in
            let tester = try await house.tester(.inbound)
            _ = try await tester.post(Self.ask(families.budi))
            let page = try await tester.get(.member(families.budi.id)).body
            #expect(page.contains("Menurut BPJS (PCare)") && page.contains("Ada tunggakan"))
            #expect(!page.contains("420"))
        }
    }

    @Test("the card is masked as everywhere")
    func masked() async throws {
        try await withInsurer { house, _ in
            let tester = try await house.tester(.inbound)
            _ = try await tester.post(Self.ask(families.ayu))
            let page = try await tester.get(.member(families.ayu.id)).body
            #expect(page.contains("Nomor kartu") && !page.contains(families.ayu.card.digits))
            let office = try await house.tester(.backOffice).get(.member(families.ayu.id)).body
            #expect(office.components(separatedBy: families.ayu.card.digits).count == 3, "ours and the insurer's")
        }
    }

    @Test("who is not known there is said to be so")
    func unknown() async throws {
        try await withInsurer { house, _ in
            let tester = try await house.tester(.inbound)
            #expect(try await tester.post(Self.ask(families.raka)).status == 303)
            let page = try await tester.get(.member(families.raka.id)).body
            #expect(page.contains("Tidak dikenal penyelenggara.") && page.contains("baru saja"))
            let nobody: Path = "/members/01900000-0000-7000-8000-000000000009/insurer-answers"
            #expect(try await tester.post(nobody).status == 404)
        }
    }

    private static let troubles: [(StandInFault, String)] = [
        (.errors, "Penyelenggara tidak menjawab; yang terakhir diketahui tetap ditampilkan."),
        (.garbage, "Jawaban penyelenggara tidak dapat dibaca."),
        (.wrongSignature, "Penyelenggara tidak menerima kunci kita; beri tahu admin."),
        (.quota, "Penyelenggara menolak: Kuota akses telah habis"),
    ]

    @Test("what goes wrong is said in words, and the last known stays", arguments: troubles)
    func trouble(_ row: (fault: StandInFault, words: String)) async throws {
        try await withInsurer { house, server in
            let tester = try await house.tester(.inbound)
            _ = try await tester.post(Self.ask(families.budi))
            server.faults.set(StandInFaults.Order(row.fault))
            let answer = try await tester.post(Self.ask(families.budi))
            #expect(answer.status == 502 && answer.body.contains(row.words))
            #expect(answer.body.contains("PUSKESMAS GAMBIR"))
            let never = try await tester.post(Self.ask(families.ayu))
            #expect(never.status == 502 && never.body.contains(row.words))
            #expect(try await house.facts(families.budi, MemberFact.InsurerAsked.self).count == 2)
        }
    }

    @Test("while it is down pages say so, with the moment of what is known")
    func offline() async throws {
        try await withInsurer { house, server in
            let tester = try await house.tester(.inbound)
            _ = try await tester.post(Self.ask(families.budi))
            server.faults.set(StandInFaults.Order(.down))
            for _ in 1...3 { #expect(try await tester.post(Self.ask(families.ayu)).status == 502) }
            // The answer was on 22 November 2025, an hour after the families were enrolled.
            house.clock.advance(by: .seconds(86_400))
            let later = try await house.tester(.inbound)
            let known = try await later.get(.member(families.budi.id)).body
            #expect(known.contains("offline, terakhir 22 Nov 16.26") && known.contains("PUSKESMAS GAMBIR"))
            let never = try await later.get(.member(families.ayu.id)).body
            #expect(never.contains("Penyelenggara sedang tidak dapat ditanya.") && never.contains("Tanyakan sekarang"))
        }
    }

    @Test("without the form's token nothing is asked")
    func forged() async throws {
        try await withInsurer { house, server in
            let answer = try await house.tester(.inbound).send(
                "POST", Self.ask(families.budi), headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: [])
            #expect(answer.status == 403 && server.faults.report.asked == 0)
        }
    }

    @Test("a newcomer's card comes with the answer, and is said; one that is another's on record is a difference")
    func card() async throws {
        try await withInsurer { house, _ in
            let tester = try await house.tester(.backOffice)
            let change: (CardNumber, MemberID) async throws -> Void = { card, id in
                _ = try await house.database.write {
                    try $0.execute("UPDATE members SET card = \(card) WHERE id = \(id)")
                }
            }
            let own = try #require(CardNumber("9900000000001"))
            try await change(own, families.ayu.id)
            try await change(families.ayu.card, families.raka.id)
            #expect(try await tester.post(Self.ask(families.ayu)).status == 303)
            let taken = try await tester.get(.member(families.ayu.id)).body
            #expect(taken.contains("data kami: 9900000000001") && taken.contains("Jawaban penyelenggara dicatat"))

            try await change(families.raka.card, families.raka.id)
            #expect(try await tester.post(Self.ask(families.ayu)).status == 303)
            let page = try await tester.get(.member(families.ayu.id)).body
            #expect(page.contains("Kartu dari penyelenggara sudah terbit dan dicatat"))
            #expect(page.contains(families.ayu.card.digits) && !page.contains("9900000000001"))
        }
    }

    @Test("the list of looks and the answer to a data request tell of it")
    func told() async throws {
        try await withInsurer { house, _ in
            let tester = try await house.tester(.supervisor)
            _ = try await tester.post(Self.ask(families.budi))
            let looks = try await tester.get("/members/\(families.budi.id)/looks").body
            #expect(looks.contains("Penyelenggara ditanya") && looks.contains("Dijawab"))
            let request = try await house.members.askForData(
                families.budi.id.named(DataRequestID.self), of: families.budi.id, "Surat", by: .system("test"),
                at: house.clock.now())
            let file = try await tester.post(
                "/members/\(families.budi.id)/exports/\(request.id)/files", ["format": "json"]
            ).body
            #expect(file.contains("Jawaban terakhir penyelenggara") && file.contains("PUSKESMAS GAMBIR"))
        }
    }
}
