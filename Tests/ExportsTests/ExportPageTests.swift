import Database
import Exports
import Foundation
import Kernel
import Pages
import Staff
import Testing

@Suite("The pages of downloads")
struct ExportPageTests {
    @Test("a list is asked for with its filter, written, and taken by its asker, with a fact for each step")
    func journey() async throws {
        try await House.during { house in
            let sari = try await house.tester(house.sari)
            #expect(try await sari.get(.exports).body.contains("Belum ada unduhan."))
            let asked = try await sari.post(.exports, ["list": "names", "query": "q=budi", "format": "xlsx"])
            #expect(asked.status == 303 && asked.location == "/exports")
            #expect(try await sari.get(.exports).body.contains("Menunggu giliran"))
            try await house.rounds.round()
            let page = try await sari.get(.exports)
            #expect(page.body.contains("Selesai") && page.body.contains("1 baris") && page.body.contains("Cari: budi"))
            #expect(page.body.contains("disimpan sampai 29 Nov 2025 08.00"))
            let export = try #require(try await house.store.exports(of: house.sari.id).first)
            let file = try await sari.get("/exports/\(export.id)/file")
            #expect(file.status == 200)
            #expect(file[header: "Content-Disposition"] == "attachment; filename=\"petugas-2025-11-22-0800.xlsx\"")
            #expect(file[header: "Content-Length"] == "\(try #require(export.bytes))")
            #expect(file.body.hasPrefix("PK"))
            #expect(try await house.facts(export.id) == ["export.asked", "export.finished", "export.downloaded"])
            let fact = try #require(
                try await Journal(house.database).entries(about: .export(export.id)).first)
            #expect(fact.author == .person(house.sari.id))
            #expect(try fact.fact(ExportFact.Asked.self)?.query == "q=budi")
            #expect(try await sari.post("/exports/\(export.id)/removals").status == 303)
            #expect(try house.files().isEmpty)
            #expect(try await sari.get("/exports/\(export.id)/file").status == 404)
        }
    }

    @Test("nobody else sees, takes, cancels or throws away a file, whatever his role")
    func others() async throws {
        try await House.during { house in
            let id = try await house.ask(1, by: house.sari)
            let dewi = try await house.tester(house.dewi)
            #expect(try await dewi.post("/exports/\(id)/cancellations").status == 404)
            try await house.rounds.round()
            #expect(try await dewi.get(.exports).body.contains("Belum ada unduhan."))
            #expect(try await dewi.get("/exports/\(id)/file").status == 404)
            #expect(try await dewi.post("/exports/\(id)/removals").status == 404)
            #expect(try await PageTester(house.site).get("/exports/\(id)/file").status == 303)
            #expect(try await house.facts(id) == ["export.asked", "export.finished"])
        }
    }

    @Test("a file is not there before it is done, nor when it was taken away by hand")
    func missing() async throws {
        try await House.during { house in
            let id = try await house.ask(1, by: house.sari)
            let sari = try await house.tester(house.sari)
            #expect(try await sari.get("/exports/\(id)/file").status == 404)
            try await house.rounds.round()
            for name in try house.files() {
                try FileManager.default.removeItem(at: house.folder.appendingPathComponent(name))
            }
            #expect(try await sari.get("/exports/\(id)/file").status == 404)
            #expect(try await house.facts(id).contains("export.downloaded") == false)
        }
    }

    @Test("the page's live part shows an export's course as it changes")
    func live() async throws {
        try await House.during { house in
            let sari = try await house.tester(house.sari)
            let id = try await house.ask(1, by: house.sari)
            async let seen = sari.live("/exports/live", events: 2)
            // The stream is heard from before it looks, so whichever comes first, the end is shown.
            while try await house.store.export(id, of: house.sari.id).state != .done { try await house.rounds.round() }
            try await house.ask(2, by: house.sari)
            let events = try await seen
            #expect(events.allSatisfy { $0.name == "exports" })
            #expect(events.first?.data.contains("Petugas") == true)
            #expect(events.first?.data.contains("name=\"_csrf\" value=\"\"") == false)
        }
    }

    @Test("a list that the role does not include, or that is none, is refused")
    func refused() async throws {
        try await House.during { house in
            let sari = try await house.tester(house.sari)
            #expect(try await sari.post(.exports, ["list": "floor", "format": "csv"]).status == 403)
            #expect(try await sari.post(.exports, ["list": "none", "format": "csv"]).status == 400)
            #expect(try await sari.post(.exports, ["list": "names", "format": "pdf"]).status == 400)
            let long = String(repeating: "q", count: 2_001)
            #expect(try await sari.post(.exports, ["list": "names", "format": "csv", "query": long]).status == 400)
            for _ in 1...5 {
                #expect(try await sari.post(.exports, ["list": "names", "format": "csv"]).location == "/exports")
            }
            _ = try await sari.post(.exports, ["list": "names", "format": "csv"])
            #expect(try await sari.get(.exports).body.contains("Lima unduhan Anda belum selesai."))
            #expect(try await house.store.exports(of: house.sari.id).count == 5)
        }
    }

    @Test("a list that several permissions open is written for who holds one of them, and taken by him")
    func either() async throws {
        try await House.during { house in
            let sari = try await house.tester(house.sari)
            #expect(try await sari.post(.exports, ["list": "either", "format": "csv"]).status == 303)
            try await house.rounds.round()
            let export = try #require(try await house.store.exports(of: house.sari.id).first)
            #expect(export.state == .done)
            #expect(try await sari.get("/exports/\(export.id)/file").status == 200)
            let id = try await house.ask(2, by: house.citra, list: "either")
            try await house.rounds.round()
            #expect(
                try await house.store.export(id, of: house.citra.id).failure == .forbidden, "she has no lists at all")
        }
    }

    @Test("only roles that may have lists written out come here, cell by cell", arguments: Role.allCases)
    func roles(_ role: Role) async throws {
        try await House.during { house in
            let details = PersonDetails(name: "Tamu", userName: UserName("tamu")!, roles: [role])
            let hash = try await house.staff.hash("hujan turun di bulan juni")
            let guest = try await house.staff.add(
                details, password: .given(hash, mustChange: false), by: .system("test")
            ).person
            let tester = try await house.tester(guest)
            let may = [.supervisor, .headOffice, .region, .finance].contains(role)
            #expect(try await tester.get(.exports).status == (may ? 200 : 403))
            let fields = ["list": "names", "format": "csv"]
            let mayList = role == .supervisor
            #expect(try await tester.post(.exports, fields).status == (mayList ? 303 : 403))
            #expect(try await house.store.exports(of: guest.id).count == (mayList ? 1 : 0))
        }
    }

    @Test("every word is there in both languages")
    func words() throws {
        let problems = try WordCheck.problems(in: [ExportsRoom.bundle])
        #expect(problems.isEmpty, "\(problems)")
        let catalogue = try Catalogue(bundles: [ExportsRoom.bundle])
        let keys =
            Export.State.allCases.map { "state.\($0.rawValue)" }
            + ExportFailure.allCases.map { "failure.\($0.rawValue)" }
            + ExportRefusal.allCases.map { "refused.\($0.rawValue)" }
        for key in keys { #expect(catalogue.entries["exports.\(key)"] != nil, "\(key)") }
    }
}
