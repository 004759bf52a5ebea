import Contacts
import Database
import Kernel
import Pages
import Staff
import Testing

@testable import Calls

@Suite("ringing out through the router")
struct PagesDialTests {
    private let script = ["Accept": "application/json"]
    private let wanted = ["number": "0812-0000-9999", "reason": "Menanyakan kelengkapan berkas"]

    /// Wati at her desk, with a phone.
    private func desk(_ play: (PagesCentre, PageTester) async throws -> Void) async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let wati = try await centre.tester(centre.wati)
        _ = try await wati.get("/desk")
        await centre.connectPhone(of: centre.wati)
        try await play(centre, wati)
    }

    /// The call that is being placed.
    private func call(_ centre: PagesCentre) async throws -> WorkID {
        try #require(await centre.floor.desk(centre.wati)?.call?.call)
    }

    @Test("is for those who ring participants, and for nobody else", arguments: Role.allCases)
    func permissions(role: Role) async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let staff = StaffStore(centre.database, clock: centre.clock, passwords: Passwords(cost: .trivial))
        let hash = try await staff.hash("hujan turun di bulan juni")
        let details = PersonDetails(name: "Orang Lain", userName: UserName("lain")!, roles: [role])
        let person = try await staff.add(details, password: .given(hash, mustChange: false), by: .system("test")).person
        let tester = try await centre.tester(person.id)
        let answer = try await tester.post("/desk/dials", wanted, headers: script)
        #expect((answer.status == 403) == (role != .outbound), "\(role): \(answer.status)")
        #expect((try await tester.post("/desk/machines", [:]).status == 403) == !Set([role]).may(.desk), "\(role)")
    }

    @Test("shows the reason and the number masked, and who answers is spoken with")
    func byHand() async throws {
        try await desk { centre, wati in
            #expect(try await wati.get("/desk").body.contains("data-testid=\"act-dial-menu\""))
            #expect(try await wati.post("/desk/dials", wanted).status == 303)
            let ringing = try await wati.get("/desk").body
            #expect(ringing.contains("data-state=\"dialling\"") && ringing.contains("Menelepon keluar"))
            #expect(ringing.contains("Menanyakan kelengkapan berkas"))
            #expect(ringing.contains("0812-xxxx-xxxx") && !ringing.contains("0812-0000-9999"))
            #expect(!ringing.contains("data-testid=\"act-machine\""), "nobody has answered yet")
            #expect(!ringing.contains("data-testid=\"act-dial-menu\""))
            let id = try await call(centre)
            centre.line.pickUp(id)
            try await centre.written("contact.opened")
            let talking = try await wati.get("/desk").body
            #expect(talking.contains("data-state=\"talking\"") && talking.contains("data-testid=\"act-machine\""))
            #expect(talking.contains("Benarkah saya berbicara dengan") && !talking.contains("Ada yang bisa kami bantu"))
            #expect(!talking.contains("0812-0000-9999"))
            #expect(try await wati.post("/desk/machines", [:]).status == 303)
            #expect(try await wati.get("/desk").body.contains("data-state=\"wrap-up\""))
            try await centre.written("call.dial-ended")
            let facts = try await Journal(centre.database).entries(about: .call(id))
            let ended = try #require(try facts.compactMap { try $0.fact() as CallFact.DialEnded? }.first)
            #expect(ended.outcome == .machine && ended.purpose.kind == DialPurpose.byHand)
            let contact = try await ContactStore(centre.database).contact(id.named(ContactID.self))
            #expect(contact?.direction == .outgoing && contact?.agent == centre.wati)
        }
    }

    @Test("a refusal of the network leaves the desk as it was, with its outcome in the journal")
    func busy() async throws {
        try await desk { centre, wati in
            #expect(try await wati.post("/desk/dials", wanted, headers: script).status == 204)
            let id = try await call(centre)
            centre.line.refuse(id, status: 486)
            try await centre.written("call.dial-ended")
            let facts = try await Journal(centre.database).entries(about: .call(id))
            #expect(facts.map(\.kind) == ["call.dialled", "call.dial-ended"])
            #expect(try facts.compactMap { try $0.fact() as CallFact.DialEnded? }.map(\.outcome) == [.busy])
            let desk = try await wati.get("/desk").body
            #expect(desk.contains("data-state=\"aux\"") && desk.contains("data-outcome=\"busy\""))
            #expect(desk.contains("<strong>Sibuk</strong>") && !desk.contains("0812-0000-9999"))
        }
    }

    @Test(
        "a number that nobody may ring is not rung by hand either",
        arguments: [
            (DeskRefusal.doNotCall, "daftar jangan dihubungi"), (.outsideHours, "Di luar jam menelepon"),
            (.numberInCall, "ditelepon rekan Anda"),
        ])
    func forbidden(_ refusal: DeskRefusal, _ words: String) async throws {
        try await desk { centre, wati in
            centre.forbidden.add(PhoneNumber("0812-0000-9999")!, refusal)
            let refused = try await wati.post("/desk/dials", wanted, headers: script)
            #expect(refused.status == 409 && refused.body.contains(words))
            #expect(try await wati.post("/desk/dials", wanted).status == 303)
            #expect(try await wati.get("/desk").body.contains(words))
            #expect(await centre.floor.desk(centre.wati)?.call == nil)
            let other = ["number": "0812-0000-8888", "reason": "Menanyakan kelengkapan berkas"]
            #expect(try await wati.post("/desk/dials", other, headers: script).status == 204)
        }
    }

    @Test("a number that is none, a missing reason, and a second call are refused in words")
    func wrong() async throws {
        try await desk { _, wati in
            var typed = wanted
            typed["number"] = "165"
            let number = try await wati.post("/desk/dials", typed, headers: script)
            #expect(number.status == 422 && number.body.contains("Nomor telepon tidak dikenali"))
            typed = wanted
            typed["reason"] = " "
            let reason = try await wati.post("/desk/dials", typed, headers: script)
            #expect(reason.status == 422 && reason.body.contains("Tulis alasan"))
            typed["reason"] = String(repeating: "a", count: 121)
            #expect(try await wati.post("/desk/dials", typed, headers: script).status == 422)
            #expect(try await wati.post("/desk/dials", typed).location == "/desk")
            #expect(try await wati.get("/desk").body.contains("Tulis alasan"))
            _ = try await wati.post("/desk/dials", wanted)
            typed["reason"] = "Sekali lagi"
            let second = try await wati.post("/desk/dials", typed, headers: script)
            #expect(second.status == 409 && second.body.contains("Selesaikan dahulu"))
        }
    }
}
