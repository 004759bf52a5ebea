import Contacts
import Database
import Kernel
import Members
import Pages
import Staff
import Testing

@Suite("The pages of contacts")
struct ContactPageTests {
    @Test("an agent sees the own contacts that wait, a supervisor everybody's")
    func unlogged() async throws {
        try await withCentre { centre in
            let own = try await centre.conversation(1, cut: true)
            let other = try await centre.conversation(2, with: centre.dewi)
            let agent = try await centre.tester(centre.citra).get(.unlogged)
            #expect(agent.status == 200)
            #expect(agent.body.contains(Path.contact(own).text))
            #expect(!agent.body.contains(Path.contact(other).text))
            #expect(agent.body.contains("Terputus") && agent.body.contains("2 mnt 0 dtk"))
            let supervisor = try await centre.tester(centre.sari).get(.unlogged)
            #expect(
                supervisor.body.contains(Path.contact(own).text) && supervisor.body.contains(Path.contact(other).text))
            #expect(supervisor.body.contains("Dewi Anggraini"))
        }
    }

    @Test("nothing to log says so")
    func empty() async throws {
        try await withCentre { centre in
            let page = try await centre.tester(centre.citra).get(.unlogged)
            #expect(page.body.contains("Semua kontak sudah dicatat."))
            #expect(!page.body.contains("<table"))
        }
    }

    @Test("who has nothing to do with contacts is refused")
    func forbidden() async throws {
        try await withCentre { centre in
            let id = try await centre.conversation(1)
            let admin = try await centre.tester(centre.rahmat)
            #expect(try await admin.get(.unlogged).status == 403)
            #expect(try await admin.get(.contact(id)).status == 403)
            let colleague = try await centre.tester(centre.dewi)
            #expect(try await colleague.get(.contact(id)).status == 404)
            #expect(try await colleague.post("/contacts/\(id)/logs", ["category": "other.other"]).status == 404)
            #expect(try await PageTester(centre.site).get(.unlogged).status == 303)
        }
    }

    @Test("the agent logs an own contact on its page and the story tells it, with what was typed escaped")
    func logging() async throws {
        try await withCentre { centre in
            let id = try await centre.conversation(1)
            let tester = try await centre.tester(centre.citra)
            let before = try await tester.get(.contact(id))
            #expect(before.body.contains("Catat kontak") && before.body.contains("Belum dicatat"))
            #expect(!before.body.contains("1111-2222"))
            let answer = try await tester.post(
                "/contacts/\(id)/logs",
                [
                    "category": "health.hospital", "kind": "complaint", "outcome": "follow-up", "region": "3374",
                    "note": "Antre <b>lama</b> & panjang",
                ])
            #expect(answer.status == 303)
            #expect(answer.location == Path.contact(id).text)
            let after = try await tester.get(.contact(id))
            #expect(after.body.contains("Kontak tersimpan."))
            #expect(after.body.contains("Layanan kesehatan › Rumah sakit"))
            #expect(after.body.contains("Antre &lt;b&gt;lama&lt;/b&gt; &amp; panjang"))
            #expect(after.body.contains("Kota Semarang"))
            #expect(try await tester.get(.unlogged).body.contains(Path.contact(id).text) == false)
        }
    }

    @Test("a form with gaps comes back with what was typed and what is missing")
    func gaps() async throws {
        try await withCentre { centre in
            let id = try await centre.conversation(1)
            let tester = try await centre.tester(centre.citra)
            let answer = try await tester.post(
                "/contacts/\(id)/logs", ["kind": "complaint", "region": "0000", "note": "Belum selesai diketik"])
            #expect(answer.status == 422)
            #expect(answer.body.contains("Pilih kategori.") && answer.body.contains("Pilih hasil."))
            #expect(answer.body.contains("Belum selesai diketik"))
            #expect(answer.body.contains("value=\"complaint\" selected"))
            let unknown = try await tester.post(
                "/contacts/\(id)/logs",
                ["category": "other.other", "kind": "complaint", "outcome": "solved", "region": "0000"])
            #expect(unknown.status == 422)
            #expect(unknown.body.contains("Daerah ini tidak dikenal."))
            #expect(try await centre.facts(id).count == 2)
        }
    }

    @Test("a supervisor reads a contact and its member, which leaves a fact, and cannot log it")
    func supervisor() async throws {
        try await withCentre { centre in
            let id = try await centre.conversation(1)
            let log = ContactLog(
                category: "administration.card", kind: .information, outcome: .solved, member: centre.budi.id)
            try await centre.contacts.log(id, log, by: centre.citra.id, at: centre.clock.now())
            let tester = try await centre.tester(centre.sari)
            let page = try await tester.get(.contact(id))
            #expect(page.body.contains("Budi Santoso"))
            #expect(!page.body.contains("<form class=\"sheet\""))
            let looks = try await Journal(centre.database).entries(about: .member(centre.budi.id))
            #expect(looks.last?.author == .person(centre.sari.id))
            #expect(try looks.last?.fact(MemberFact.Looked.self)?.because == Subject.contact(id).text)
            #expect(try await tester.post("/contacts/\(id)/logs", ["category": "other.other"]).status == 403)
        }
    }

    @Test("a contact that is not there is not found")
    func missing() async throws {
        try await withCentre { centre in
            let tester = try await centre.tester(centre.sari)
            #expect(try await tester.get("/contacts/nonsense").status == 404)
            #expect(try await tester.get(.contact(centre.budi.id.named(ContactID.self))).status == 404)
        }
    }

    @Test("every word is there in both languages, and every category of the original tree has words")
    func words() throws {
        let problems = try WordCheck.problems(in: [ContactsRoom.bundle], using: [StaffRoom.bundle, MembersRoom.bundle])
        #expect(problems.isEmpty, "\(problems)")
        let catalogue = try Catalogue(bundles: [ContactsRoom.bundle])
        let codes = CategoryTree.original.groups.flatMap { [$0.code] + $0.leaves.map(\.code) }
        for code in codes { #expect(catalogue.entries["contacts.category.\(code)"] != nil, "\(code)") }
        for refusal in ContactRefusal.allCases {
            #expect(catalogue.entries["contacts.refused.\(refusal.rawValue)"] != nil, "\(refusal)")
        }
        for kind in ContactKind.allCases { #expect(catalogue.entries["contacts.kind.\(kind.rawValue)"] != nil) }
        for outcome in ContactOutcome.allCases {
            #expect(catalogue.entries["contacts.outcome.\(outcome.rawValue)"] != nil)
        }
    }
}
