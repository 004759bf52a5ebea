import Contacts
import Database
import Foundation
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("Who sees what in the inbox")
struct InboxSightTests {
    private let semarang = Offices.semarang

    @Test("who sees an escalation of Semarang, and who acts on it, cell by cell", arguments: Role.allCases)
    func table(_ role: Role) async throws {
        try await withCentre { centre in
            _ = try await centre.openOffices()
            let places: [(name: String, BranchCode?, OfficeRegion?, isOwn: Bool)] =
                switch role {
                case .branch:
                    [("own", semarang, nil, true), ("other", Offices.ungaran, nil, false), ("none", nil, nil, false)]
                case .region:
                    [
                        ("own", nil, Offices.sixth, true), ("other", nil, Offices.twelfth, false),
                        ("none", nil, nil, false),
                    ]
                default: [("any", nil, nil, true)]
                }
            let opens: Set<Role> = [.inbound, .outbound, .social, .supervisor, .branch, .region, .headOffice]
            let sees: Set<Role> = [.supervisor, .branch, .region, .headOffice]
            for (index, place) in places.enumerated() {
                let ticket = try await centre.escalatedCall(index + 1)
                let guest = try await centre.hire("Tamu", "tamu.\(place.name)", [role], at: place.1, of: place.2)
                let tester = try await centre.tester(guest)
                let list = try await tester.get("/inbox")
                #expect(list.status == (opens.contains(role) ? 200 : 403), "\(role) \(place.name)")
                let isSeen = sees.contains(role) && place.isOwn
                #expect(list.body.contains(ticket.number.description) == isSeen, "\(role) \(place.name) lists it")
                let page = try await tester.get("/inbox/\(ticket.id)")
                let refused = opens.contains(role) ? 404 : 403
                #expect(page.status == (isSeen ? 200 : refused), "\(role) \(place.name) opens it")
                if !isSeen {
                    #expect(!page.body.contains(ticket.number.description) && !page.body.contains("Ditolak di IGD"))
                }
                let acts = role == .branch && place.isOwn
                #expect(page.body.contains("/takings") == acts, "\(role) \(place.name) has the deeds")
                let deeds: [(String, [String: String])] = [
                    ("phone-looks", ["reason": "ring-back"]), ("takings", [:]), ("questions", ["question": "Kelas?"]),
                    ("answers", ["status": "in-process", "answer": "Kami cek."]),
                    ("passings", ["branch": "UNG", "pass-reason": "Wilayah Ungaran."]),
                ]
                let before = try await centre.facts(ticket.id)
                for (deed, form) in deeds {
                    let answer = try await tester.post("/inbox/\(ticket.id)/\(deed)", form)
                    let done = deed == "phone-looks" ? 200 : 303
                    let denied = role == .branch ? 404 : 403
                    #expect(answer.status == (acts ? done : denied), "\(role) \(place.name) \(deed)")
                    if !acts { #expect(!answer.body.contains(ticket.number.description)) }
                }
                let after = try await centre.facts(ticket.id)
                #expect(
                    after == before
                        + (acts
                            ? [
                                "ticket.phone-shown", "ticket.taken", "ticket.asked", "ticket.branch-answered",
                                "ticket.passed",
                            ] : []),
                    "\(role) \(place.name)")
            }
        }
    }

    @Test("a ticket that lies nowhere, or is none, is not found by anybody")
    func missing() async throws {
        try await withCentre { centre in
            let offices = try await centre.openOffices()
            let unrouted = try await centre.ticket(1, .red).id
            for person in [centre.nur, offices.laras, offices.hadi, centre.sari, centre.citra] {
                let tester = try await centre.tester(person)
                #expect(try await tester.get("/inbox/\(unrouted)").status == 404)
                #expect(try await tester.get("/inbox/nonsense").status == 404)
            }
            let nur = try await centre.tester(centre.nur)
            #expect(try await nur.post("/inbox/\(unrouted)/takings").status == 404)
            #expect(try await nur.post("/inbox/nonsense/takings").status == 404)
        }
    }

    @Test("overseers see the matter and its way, but neither the participant nor a number, and do nothing")
    func overseers() async throws {
        try await withCentre { centre in
            let offices = try await centre.openOffices()
            let ticket = try await centre.escalatedCall(1)
            for person in [offices.laras, offices.hadi] {
                let page = try await centre.tester(person).get("/inbox/\(ticket.id)").body
                #expect(page.contains("Ditolak di IGD, kartu aktif.") && page.contains("Di cabang Semarang"))
                for word in ["Budi Santoso", "<form method=\"post\" action=\"/inbox", "phone-looks", "0812-1111"] {
                    #expect(!page.contains(word), "\(person.name): \(word)")
                }
            }
            let looks = try await Journal(centre.database).entries(about: .member(centre.budi.id))
            #expect(!looks.contains { [.person(offices.laras.id), .person(offices.hadi.id)].contains($0.author) })
        }
    }

    @Test("the list holds neither the participant's name nor a number of his")
    func privacy() async throws {
        try await withCentre { centre in
            let offices = try await centre.openOffices()
            _ = try await centre.escalatedCall(1)
            for person in [centre.nur, offices.laras, offices.hadi, centre.sari] {
                let list = try await centre.tester(person).get("/inbox").body
                #expect(list.contains("Ditolak di IGD"))
                for word in ["Budi Santoso", "1111-2222", "1234567812", "3374011204850012"] {
                    #expect(!list.contains(word), "\(person.name) \(word)")
                }
            }
        }
    }

    @Test("an officer without a branch is told what to do, and whoever has gone is let in no more")
    func homeless() async throws {
        try await withCentre { centre in
            let offices = try await centre.openOffices()
            let id = try await centre.escalated(1)
            let guest = try await centre.hire("Tamu", "tamu", [.branch])
            let page = try await centre.tester(guest).get("/inbox")
            #expect(page.status == 200 && page.body.contains("Anda belum ditempatkan di cabang atau wilayah."))
            let tuti = try await centre.tester(offices.tuti)
            try await centre.staff.edit(
                offices.tuti.id,
                PersonDetails(
                    name: "Tuti Rahayu", userName: offices.tuti.userName, roles: [.branch], branch: Offices.jayapura),
                by: .system("test"))
            let moved = try await tuti.get("/inbox/\(id)")
            #expect(moved.location?.hasPrefix("/sign-in") == true, "what was open for the old branch has ended")
            try await tuti.signIn(offices.tuti.id)
            #expect(try await tuti.get("/inbox/\(id)").status == 404, "moved to another branch a moment ago")
            try await centre.staff.disable(offices.tuti.id, by: .system("test"))
            #expect(try await tuti.get("/inbox").location?.hasPrefix("/sign-in") == true)
        }
    }

    @Test("who has the place in the navigation, once", arguments: Role.allCases)
    func navigation(_ role: Role) async throws {
        try await withCentre { centre in
            let guest = try await centre.hire("Tamu", "tamu", [role])
            let page = try await centre.tester(guest).get("/password").body
            let opens: Set<Role> = [.inbound, .outbound, .social, .supervisor, .branch, .region, .headOffice]
            let links = page.components(separatedBy: "href=\"/inbox\"").count - 1
            #expect(links == (opens.contains(role) ? 1 : 0), "\(role)")
        }
    }
}
