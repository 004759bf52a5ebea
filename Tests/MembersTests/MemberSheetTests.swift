import Database
import Exports
import Kernel
import Pages
import Staff
import Testing

@testable import Members

@Suite("Lists of members' matters as files")
struct MemberSheetTests {
    /// Read once: it takes its time.
    private static let words = Result {
        try Views(bundles: [StaffRoom.bundle, MembersRoom.bundle, ExportsRoom.bundle]).catalogue
    }

    private func desk(_ house: MembersHouse) throws -> WritingDesk {
        let lists = MembersRoom.exportables(house.changes, members: house.members, staff: house.staff)
        return WritingDesk(
            house.database, lists, person: house.staff.sessionPerson, try Self.words.get(), clock: house.clock)
    }

    /// Budi wishes another facility, and the back office agrees: tomorrow he is rung.
    private func approve(_ house: MembersHouse) async throws {
        let id = try #require(ChangeID(ChangeCounter.identifier(961)))
        let agent = ChangeActor.person(try house.person(.inbound), [.inbound])
        let (budi, now) = (house.families.budi, house.clock.now())
        let origin = ChangeOrigin(
            agent: try house.person(.inbound), member: budi.id, family: budi.family, region: "3374",
            branch: "Semarang", phone: PhoneNumber("0812-3333-4444"))
        try await house.changes.put([ChangeCounter.melati, ChangeCounter.anggrek])
        _ = try await house.changes.begin(
            id, .facilityChange, from: origin, identity: .strong, by: agent, at: now)
        let answers: [(StepName, [String: [String]])] = [
            (
                "facility",
                ["region": ["3374"], "facilityReason": ["wish"], "facility": [ChangeCounter.anggrek.code]]
            ),
            ("ringBack", ["ringBackPhone": ["0812-3333-4444"]]),
        ]
        for (step, words) in answers {
            let (_, problems) = try await house.changes.edit(id, step, by: agent, at: now) {
                (draft, ground) throws(ChangeRefusal) in
                try draft.answer(step, words, version: draft.version, at: now, on: ground)
            }
            try #require(problems == [], "\(step.rawValue): \(problems)")
        }
        try await house.changes.handle(.submit, id, by: agent, at: now)
        let office = try await house.tester(.backOffice)
        _ = try await office.post("/back-office/\(id)/takings")
        _ = try await office.post("/back-office/\(id)/approvals")
    }

    @Test("each list is offered to, and written for, the roles of its page", arguments: Role.allCases)
    func roles(_ role: Role) async throws {
        try await withHouse { house in
            try await approve(house)
            let budi = house.families.budi.id
            let lists: [(String, Path, String, Set<Role>)] = [
                ("ring-backs", "/ring-backs", "", [.supervisor]),
                ("registrations", "/registrations/trends", "kinds=all", [.supervisor, .headOffice]),
                ("looks", .memberLooks(budi), "member=\(budi)", [.supervisor]),
            ]
            let tester = try await house.tester(role)
            for (list, path, query, roles) in lists {
                let page = try await tester.get(path).body
                #expect(page.contains("name=\"list\" value=\"\(list)\"") == roles.contains(role), "\(list)")
                let file = try await desk(house).write(list, query, by: try house.person(role))
                #expect(file.export.failure == (roles.contains(role) ? nil : .forbidden), "\(list)")
                #expect(file.titles.isEmpty != roles.contains(role), "\(list)")
            }
        }
    }

    @Test("who is to be rung back stands with what about and since when; the number is masked")
    func ringBacks() async throws {
        try await withHouse { house in
            try await approve(house)
            let file = try await desk(house).write("ring-backs", by: try house.person(.supervisor))
            #expect(file.export.filter.count == 1 && file.export.filter[0].hasPrefix("Sampai dengan: "))
            #expect(file.rows.count == 1 && file[0, "Telepon"] == "0812-xxxx-xxxx")
            #expect(file[0, "Percobaan"] == "0" && file[0, "Percobaan terakhir"] == "")
            #expect(file.rows[0][0] == "Pindah fasilitas kesehatan")
            let told = file.rows.joined().joined(separator: " ")
            for word in ["3333", "Budi", house.families.budi.card.digits] { #expect(!told.contains(word), "\(word)") }
        }
    }

    @Test("trends stand by region and channel with a column a week, as they are chosen")
    func trends() async throws {
        try await withHouse { house in
            try await approve(house)
            let head = try house.person(.headOffice)
            let none = try await desk(house).write("registrations", by: head)
            #expect(none.rows.isEmpty && none.export.filter == ["8 minggu", "Provinsi", "Pendaftaran"])
            let file = try await desk(house).write("registrations", "weeks=4&grain=regency&kinds=all", by: head)
            #expect(
                file.export.filter == ["4 minggu", "Kabupaten atau kota", "Pendaftaran dan perubahan"])
            #expect(file.titles.count == 4 && file.titles[2].contains("-W"))
            #expect(file.rows.count == 1 && file[0, "Daerah"] == "Kota Semarang" && file[0, "Jumlah"] == "1")
        }
    }

    @Test("who looked at a member stands in a file without his name, and the file is a reading of the trail itself")
    func looks() async throws {
        try await withHouse { house in
            let budi = house.families.budi
            _ = try await house.members.find(
                .id(budi.id), because: Subject("contact", "1"), by: try house.author(.inbound), at: house.clock.now())
            let sari = try house.person(.supervisor)
            let file = try await desk(house).write("looks", "member=\(budi.id)", by: sari)
            #expect(file.export.filter == ["Kartu: \(budi.card.masked)"])
            #expect(file.rows.contains { $0[1] == "Petugas inbound" })
            #expect(!file.rows.joined().joined().contains(budi.name))
            let facts = try await Journal(house.database).entries(about: .member(budi.id))
            #expect(facts.last?.kind == MemberFact.TrailRead.kind && facts.last?.author == .person(sari))
            for query in ["", "member=x", "member=\(ChangeCounter.identifier(999))"] {
                let missing = try await desk(house).write("looks", query, by: sari)
                #expect(missing.export.failure == .noSuchList, "\(query)")
            }
        }
    }
}
