import Contacts
import Database
import Kernel
import Pages
import Staff
import Testing
import Tickets

@Suite("The page of categories")
struct CategoryPageTests {
    /// The page's fields as a browser would send them.
    private func fields(_ centre: Centre, over: Int64? = nil) async throws -> [String: String] {
        let version = try await centre.contacts.categoryVersion()
        let catalogue = try Catalogue(bundles: [ContactsRoom.bundle])
        var fields = ["over": "\(over ?? version.number)", "reason": "Arahan kantor pusat."]
        for (place, group) in version.tree.groups.enumerated() {
            fields["title.\(group.code)"] = group.title ?? catalogue.text("contacts.category.\(group.code)", .id)
            fields["place.\(group.code)"] = "\(place + 1)"
            for (place, leaf) in group.leaves.enumerated() {
                fields["title.\(leaf.code)"] = leaf.title ?? catalogue.text("contacts.category.\(leaf.code)", .id)
                fields["place.\(leaf.code)"] = "\(place + 1)"
                if leaf.isRetired { fields["retired.\(leaf.code)"] = "yes" }
            }
        }
        return fields
    }

    @Test(
        "a supervisor adds, renames and retires; the history says who, when, why and what; old tickets keep their words"
    )
    func editing() async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1)
            let tester = try await centre.tester(centre.sari)
            let page = try await tester.get("/categories")
            #expect(page.body.contains("susunan awal") && page.body.contains("value=\"Rumah sakit\""))
            #expect(page.body.contains("30 hari terakhir") && page.body.contains("<td class=\"num\">1</td>"))
            var first = try await fields(centre)
            first["new.health"] = "Cuci darah"
            first["title.health.hospital"] = "RS & klinik"
            first["retired.health.medicine"] = "yes"
            let saved = try await tester.post("/categories", first)
            #expect(saved.status == 303 && saved.location == "/categories")
            let after = try await tester.get("/categories")
            #expect(after.body.contains("Versi 1") && after.body.contains("Sari Wulandari"))
            #expect(after.body.contains("Arahan kantor pusat."))
            #expect(after.body.contains("Ditambahkan: Layanan kesehatan › Cuci darah"))
            #expect(after.body.contains("Diganti namanya: Rumah sakit menjadi Layanan kesehatan › RS &amp; klinik"))
            #expect(after.body.contains("Tidak dipakai lagi: Layanan kesehatan › Obat"))
            var second = try await fields(centre)
            second["retired.health.hospital"] = "yes"
            #expect(try await tester.post("/categories", second).status == 303)
            let old = try await tester.get(.ticket(ticket.id))
            #expect(old.body.contains("Layanan kesehatan › RS &amp; klinik"))
            let contact = try await centre.conversation(2)
            let form = try await centre.tester(centre.citra).get(.contact(contact))
            #expect(form.body.contains("Cuci darah") && !form.body.contains("RS &amp; klinik"))
        }
    }

    @Test("an old contact whose category is retired is corrected without choosing another")
    func correcting() async throws {
        try await withCentre { centre in
            let contact = try await centre.conversation(1)
            let log = ContactLog(category: "other.other", kind: .information, outcome: .solved)
            try await centre.contacts.log(contact, log, by: centre.citra.id, at: centre.clock.now())
            var form = try await fields(centre)
            form["retired.other.other"] = "yes"
            #expect(try await centre.tester(centre.sari).post("/categories", form).status == 303)
            let citra = try await centre.tester(centre.citra)
            #expect(try await citra.get(.contact(contact)).body.contains("value=\"other.other\" selected"))
            let corrected = try await citra.post(
                "/contacts/\(contact)/logs",
                ["category": "other.other", "kind": "information", "outcome": "solved", "note": "Tambahan."])
            #expect(corrected.status == 303)
            let other = try await centre.conversation(2)
            let refused = try await citra.post(
                "/contacts/\(other)/logs", ["category": "other.other", "kind": "information", "outcome": "solved"])
            #expect(refused.status == 422)
        }
    }

    @Test("what was saved meanwhile is not written over, and what was typed comes back")
    func outdated() async throws {
        try await withCentre { centre in
            var form = try await fields(centre)
            form["new.other"] = "Pujian"
            let tester = try await centre.tester(centre.sari)
            #expect(try await tester.post("/categories", form).status == 303)
            form["new.other"] = "Saran"
            let late = try await tester.post("/categories", form)
            #expect(late.status == 422)
            #expect(late.body.contains("Orang lain baru saja menyimpan versi lain.") && late.body.contains("Saran"))
            var again = try await fields(centre)
            again["reason"] = " "
            again["new.other"] = "Saran"
            #expect(try await tester.post("/categories", again).body.contains("Tulis alasan perubahan."))
            #expect(try await centre.contacts.categoryVersions().count == 2)
        }
    }

    @Test("who may edit them, cell by cell", arguments: Role.allCases)
    func roles(_ role: Role) async throws {
        try await withCentre { centre in
            let tester = try await centre.guest(role)
            let may = [.supervisor, .admin].contains(role)
            #expect(try await tester.get("/categories").status == (may ? 200 : 403))
            #expect(try await tester.post("/categories", [:]).status == (may ? 422 : 403))
        }
    }
}
