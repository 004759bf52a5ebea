import Contacts
import Database
import Foundation
import Kernel
import Pages
import Testing
import Tickets

@testable import Calls

@Suite("the desk through the router")
struct PagesDeskTests {
    private let script = ["Accept": "application/json"]

    @Test("strangers are sent to the door, and each page is for those who may see it")
    func permissions() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let stranger = try await centre.tester()
        #expect(try await stranger.get("/desk").status == 303)
        #expect(try await centre.tester(centre.citra).get("/floor").status == 403)
        #expect(try await centre.tester(centre.citra).get("/prompts").status == 403)
        #expect(try await centre.tester(centre.sari).get("/desk").status == 403)
        #expect(try await centre.tester(centre.sari).post("/desk/answers", [:]).status == 403)
        #expect(try await centre.tester(centre.sari).get("/floor").status == 200)
        #expect(try await centre.tester(centre.rahmat).get("/prompts").status == 200)
    }

    @Test("the desk can be worked without script: each action leads back to it")
    func withoutScript() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let citra = try await centre.tester(centre.citra)
        let page = try await citra.get("/desk")
        #expect(page.status == 200)
        #expect(page.body.contains("AUX: Belum siap"))
        await centre.connectPhone()
        let ready = try await citra.post("/desk/states", ["state": "ready"])
        #expect(ready.status == 303 && ready.location == "/desk")
        #expect(try await citra.get("/desk").body.contains("data-state=\"ready\""))
        #expect(try await citra.post("/desk/states", ["state": "aux", "reason": "istirahat"]).status == 303)
        #expect(try await citra.get("/desk").body.contains("AUX: Istirahat"))
    }

    @Test("what cannot be done is said in words, and to a script as a conflict")
    func refusals() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let citra = try await centre.tester(centre.citra)
        _ = try await citra.get("/desk")
        let told = try await citra.post("/desk/answers", [:], headers: script)
        #expect(told.status == 409)
        #expect(try told.json(DeskAnswer.self).refusal == "nothingOffered")
        _ = try await citra.post("/desk/answers", [:])
        #expect(try await citra.get("/desk").body.contains("Panggilan itu sudah tidak ada"))
        #expect(try await citra.post("/desk/states", ["state": "terbang"]).status == 400)
    }

    private struct PhoneOffer: Encodable {
        var sdp = "v=0"
        var page: String
        var takes: Bool
    }

    @Test("a page that offers its audio gets the engine's answer, and one without a proper name nothing")
    func phone() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let citra = try await centre.tester(centre.citra)
        // The desk was not opened in this process: a page that outlived a restart is taken back.
        let answer = try await citra.postJSON("/desk/phone", PhoneOffer(page: "kantor-1", takes: false))
        #expect(answer.status == 200)
        #expect(try answer.json([String: String].self)["sdp"] != nil)
        for name in ["", "pendek", "kantor 12", String(repeating: "a", count: 65)] {
            #expect(
                try await citra.postJSON("/desk/phone", PhoneOffer(page: name, takes: true)).status == 400, "\(name)")
        }
        #expect(try await citra.postJSON("/desk/phone", ["sdp": "v=0"]).status == 400)
    }

    @Test("of an agent's pages the one that took the phone last has it; one that only tries again does not get it back")
    func twoDevices() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let citra = try await centre.tester(centre.citra)
        func ask(_ page: String, takes: Bool) async throws -> PageTester.Answer {
            try await citra.postJSON("/desk/phone", PhoneOffer(page: page, takes: takes))
        }
        #expect(try await ask("kantor-1", takes: true).status == 200)
        #expect(try await ask("kantor-1", takes: false).status == 200, "its own line was lost for a moment")
        #expect(try await ask("rumah-22", takes: true).status == 200, "the newest desk wins")
        let refused = try await ask("kantor-1", takes: false)
        #expect(refused.status == 409)
        #expect(try refused.json(DeskAnswer.self).refusal == "phoneTaken")
        #expect(await centre.floor.desk(centre.citra)?.page?.rawValue == "rumah-22")
        #expect(try await citra.get("/desk").body.contains("&quot;page&quot;:&quot;rumah-22&quot;"))
        #expect(try await ask("kantor-1", takes: true).status == 200, "its person asks for it there")
        #expect(try await ask("rumah-22", takes: false).status == 409)
    }

    @Test("a call rings, is taken, held, resumed and ended, and its record becomes a contact with a ticket")
    func aCall() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let citra = try await centre.tester(centre.citra)
        _ = try await citra.get("/desk")
        await centre.connectPhone()
        _ = try await citra.post("/desk/states", ["state": "ready"])
        let call = await centre.ring()
        #expect(try await citra.get("/desk").body.contains("0812-3456-7890"))
        for action in ["answers", "holds", "resumptions", "hangups"] {
            #expect(try await citra.post("/desk/\(action)", [:], headers: script).status == 204, "\(action)")
        }
        try await centre.written("contact.opened")

        let contact = call.named(ContactID.self)
        let form = try await citra.get(Path.wrapUp(contact).with("part", "record"))
        #expect(form.body.contains("data-contact=\"\(contact)\"") && !form.body.contains("<html"))
        let empty = try await citra.post(.wrapUp(contact), ["note": "tagihan"], headers: script)
        #expect(empty.status == 422)
        #expect(try empty.json(DeskAnswer.self).errors?["category"] == "Pilih kategori.")
        let record = [
            "category": "administration.contribution", "kind": "complaint", "outcome": "follow-up",
            "note": "Iuran terdebit dua kali.", "ticket": "yellow",
        ]
        let saved = try await citra.post(.wrapUp(contact), record, headers: script)
        #expect(saved.status == 200)
        #expect(try saved.json(DeskAnswer.self).message.contains("TKT-"))
        #expect(try await ContactStore(centre.database).contact(contact)?.log?.kind == .complaint)
        let tickets = try await TicketStore(centre.database).tickets(of: [contact])
        #expect(tickets[contact]?.first?.colour == .yellow)
        #expect(await centre.floor.desk(centre.citra)?.state == .ready)
    }

    @Test("a ticket needs words, and another agent's contact cannot be recorded")
    func recordsOfOthers() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let (database, now) = (centre.database, centre.clock.now())
        let mine = ContactID("01990000-0000-7000-8000-0000000000a1")!
        let theirs = ContactID("01990000-0000-7000-8000-0000000000a2")!
        try await database.write { [citra = centre.citra, sari = centre.sari] in
            try $0.openContact(mine, channel: .call, agent: citra, phone: nil, queue: "info", at: now)
            try $0.openContact(theirs, channel: .call, agent: sari, phone: nil, queue: "info", at: now)
            try $0.endContact(mine, cut: false, at: now)
        }
        let citra = try await centre.tester(centre.citra)
        let record = ["category": "other.other", "kind": "information", "outcome": "solved"]
        let wordless = try await citra.post(
            .wrapUp(mine), record.merging(["ticket": "red"]) { own, _ in own }, headers: script)
        #expect(try wordless.json(DeskAnswer.self).errors?["note"] != nil)
        #expect(try await citra.get(.wrapUp(theirs)).status == 404)
        #expect(try await citra.post(.wrapUp(theirs), record, headers: script).status == 422)
        #expect(try await ContactStore(database).contact(theirs)?.log == nil)

        let list = try await citra.get("/desk/wrap-ups")
        #expect(list.body.contains("\(mine)") && !list.body.contains("\(theirs)"))
        let saved = try await citra.post(.wrapUp(mine), record)
        #expect(saved.status == 303 && saved.location == "/desk")
        #expect(try await !citra.get("/desk/wrap-ups").body.contains("\(mine)"))
    }

    @Test("the live desk sends every part, and then what a ring changes")
    func live() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let citra = try await centre.tester(centre.citra)
        let names = DeskPart.allCases.map(\.rawValue) + [DeskHints.part]
        let parts = try await citra.live("/desk/live", events: names.count)
        #expect(Set(parts.map(\.name)) == Set(names))
        let floor = try await centre.tester(centre.sari).live("/floor/live", events: FloorPart.allCases.count)
        #expect(Set(floor.map(\.name)) == Set(FloorPart.allCases.map(\.rawValue)))
        #expect(floor.contains { $0.data.contains("Citra Lestari") })
    }

    @Test("a recording is uploaded, heard and taken back; what is none is refused in words")
    func prompts() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let rahmat = try await centre.tester(centre.rahmat)
        func upload(_ content: [UInt8]) async throws -> PageTester.Answer {
            try await rahmat.upload(
                "/prompts/salam/replacements", file: "wav", name: "salam.wav", type: "audio/wav", content: content)
        }
        let wrong = try await upload(Array("bukan suara".utf8))
        #expect(wrong.status == 422 && wrong.body.contains("bukan WAV PCM"))
        let recording = WaveSound.file(Array(repeating: 5, count: 8_000), rate: 8_000)
        #expect(try await upload([UInt8](recording)).location == "/prompts")
        #expect(try centre.shelf.sound("salam") == recording)
        let heard = try await rahmat.get("/prompts/salam/sound")
        #expect(heard.status == 200 && heard[header: "Content-Type"] == "audio/wav")
        #expect(try await rahmat.get("/prompts/lain/sound").status == 404)
        #expect(try await rahmat.post("/prompts/salam/restorations", [:]).status == 303)
        #expect(try centre.shelf.sound("salam") != recording)
    }
}
