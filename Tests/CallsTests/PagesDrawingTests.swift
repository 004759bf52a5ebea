import Contacts
import Foundation
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@testable import Calls

@Suite("what the desk and the floor show")
struct PagesDrawingTests {
    private let views: Views
    private let now = CentreCalendar.jakarta.start(of: Day("2026-11-23")!) + .seconds(16 * 3_600)
    private static let agent = Stage.sari
    private static let call = WorkID("01990000-0000-7000-8000-00000000ca11")!

    init() throws {
        views = try Views(bundles: [
            CallsRoom.bundle, ContactsRoom.bundle, MembersRoom.bundle, StaffRoom.bundle, TicketsRoom.bundle,
        ])
    }

    private func time(isLive: Bool = false, _ language: Language = .id) -> ShownTime {
        ShownTime(now: now, isLive: isLive, calendar: .jakarta, words: Words(views.catalogue, language))
    }

    private func view(_ state: DeskView.DeskState, _ change: (inout DeskView) -> Void = { _ in }) -> DeskView {
        var view = DeskView(
            agent: Self.agent, name: "Citra", phone: .connected, state: state, since: now - .seconds(125), until: nil,
            afterwards: nil, autoAnswer: false, call: nil, wrapUp: nil, today: AgentDay(), queues: [], alarms: [])
        change(&view)
        return view
    }

    private func card(_ match: CallerMatch = CallerMatch(), caller: String? = "081234567890") -> CallCard {
        CallCard(
            call: Self.call, contact: Self.call.named(ContactID.self), caller: caller.flatMap { PhoneNumber($0) },
            queue: "info", queueTitle: "Informasi", choices: ["Informasi dan keluhan"], arrivedAt: now - .seconds(60),
            queuedAt: now - .seconds(41), answeredAt: nil, heldSince: nil, recording: true, match: match)
    }

    private func html(
        _ part: DeskPart, _ view: DeskView, isLive: Bool = false, _ language: Language = .id
    ) throws -> String {
        let drawing = DeskDrawing(
            view: view, past: PastContacts(), time: time(isLive: isLive, language), organisation: "BPJS Kesehatan")
        return try views.fragment(part.template, drawing.model(part), language)
    }

    @Test("every word is there in both languages, and templates ask for no other")
    func words() throws {
        let others = [ContactsRoom.bundle, MembersRoom.bundle, StaffRoom.bundle, TicketsRoom.bundle]
        #expect(try WordCheck.problems(in: [CallsRoom.bundle], using: others) == [])
    }

    @Test("a caller's number, queue, choices and wait stand on the desk before the first word")
    func ringing() throws {
        let page = try html(.talk, view(.offered) { $0.call = card() })
        #expect(page.contains("0812-3456-7890"))
        #expect(page.contains("Informasi dan keluhan"))
        #expect(page.contains(">0:41</time>"))
        #expect(page.contains("BPJS Kesehatan. Selamat sore, dengan Citra. Ada yang bisa kami bantu?"))
    }

    @Test("a hidden number is said to be hidden")
    func hiddenNumber() throws {
        #expect(try html(.talk, view(.offered) { $0.call = card(caller: nil) }).contains("Nomor disembunyikan"))
    }

    @Test("an earlier call that was cut is told with its age and what was noted")
    func cutCall() throws {
        let cut = try ContactSummary.cut(now - .seconds(200))
        let page = try html(.talk, view(.offered) { $0.call = card(CallerMatch(contacts: [cut], cut: cut)) })
        #expect(page.contains("Telepon terputus 3 menit lalu — lanjutkan"))
        #expect(page.contains("Sedang dibacakan nomor VA"))
    }

    @Test("a member leads to what can be begun in this call, a caller whom nobody knows to a family's registration")
    func changes() throws {
        let call = "contact:\(Self.call.named(ContactID.self))"
        let budi = try Self.member()
        let begins = try html(.talk, view(.talking) { $0.call = card(CallerMatch(members: [budi])) })
        let path = Path.member(budi.id).with("for", call).text
        #expect(begins.contains("href=\"\(path)#services\"") && !begins.contains("register-family"))
        let registers = try html(.talk, view(.talking) { $0.call = card() })
        #expect(registers.contains("href=\"\(Path.changes.with("for", call).text)\""))
        #expect(!registers.contains("begin-change"))
    }

    private static func member() throws -> MemberSummary {
        Member(
            id: call.named(MemberID.self), card: try #require(CardNumber("0009990000001")),
            nik: try #require(NIK("3374991204850001")), family: try #require(FamilyCardNumber("3374990101010001")),
            relation: .head, name: "Budi Santoso", birthDate: try #require(Day("1985-04-12")), sex: .male,
            careClass: .second, segment: .selfPaying, status: .active,
            region: Region(code: "3374", name: "Kota Semarang"), branch: "Semarang", phones: []
        ).summary(for: [.inbound])
    }

    @Test("what people typed is shown as text, never as markup")
    func escaping() throws {
        let hostile = try ContactSummary.cut(now, note: "<script>x</script>")
        let page = try html(.talk, view(.offered) { $0.call = card(CallerMatch(contacts: [hostile])) })
        #expect(!page.contains("<script>"))
        #expect(page.contains("&lt;script&gt;"))
    }

    @Test("the same state is the same text while time passes, so that nothing is sent twice")
    func livePartsCarryNoTime() throws {
        let talking = view(.talking) {
            $0.call = card()
            $0.call?.answeredAt = now - .seconds(100)
        }
        let early = try html(.line, talking, isLive: true)
        let later = DeskDrawing(
            view: talking, past: PastContacts(),
            time: ShownTime(
                now: now + .seconds(9), isLive: true, calendar: .jakarta, words: Words(views.catalogue, .id)),
            organisation: "BPJS Kesehatan")
        #expect(try views.fragment(DeskPart.line.template, later.model(.line), .id) == early)
        #expect(try html(.line, talking).contains(">1:40</time>"))
    }

    @Test(
        "each state offers what can be done in it, and no more",
        arguments: [
            (DeskView.DeskState.ready, ["act-aux"], ["act-ready", "act-answer"]),
            (.aux(AuxReason(code: "sholat", title: "Sholat", longestSeconds: 900)), ["act-ready"], ["act-answer"]),
            (.offered, ["act-answer"], ["act-aux", "act-ready", "act-hold"]),
            (.talking, ["act-hold", "act-hangup", "act-mute", "act-aux"], ["act-answer", "act-resume", "act-ready"]),
            (.held, ["act-resume", "act-hangup"], ["act-hold\"", "act-answer"]),
            (.notResponding, ["act-ready"], ["act-answer"]),
        ])
    func buttons(_ state: DeskView.DeskState, _ offered: [String], _ absent: [String]) throws {
        let view = view(state) { view in
            switch state {
            case .offered, .talking, .held: view.call = card()
            default: break
            }
        }
        let page = try html(.bar, view) + html(.line, view)
        for name in offered { #expect(page.contains("data-testid=\"\(name)\""), "\(name) is missing") }
        for name in absent { #expect(!page.contains("data-testid=\"\(name)"), "\(name) is too much") }
    }

    @Test("a record belongs to the call in hand, or to the wrap-up that waits for it, never to a ring")
    func record() throws {
        func contact(_ state: DeskView.DeskState, call: CallCard? = nil, logged: Bool? = nil) -> ContactID? {
            var view = view(state)
            view.call = call
            view.wrapUp = logged.map { DeskView.WrapUp(card: card(), endedAt: now, logged: $0) }
            return DeskDrawing(view: view, past: PastContacts(), time: time(), organisation: "").recordContact
        }
        let own = Self.call.named(ContactID.self)
        #expect(contact(.offered, call: card()) == nil)
        #expect(contact(.talking, call: card()) == own)
        #expect(contact(.held, call: card()) == own)
        #expect(contact(.wrapUp, logged: false) == own)
        #expect(contact(.wrapUp, logged: true) == nil)
        #expect(contact(.ready) == nil)
    }

    @Test("in the wrap-up the desk shows whom the record is about, and of the script only its end")
    func wrapUp() throws {
        var card = card(CallerMatch(contacts: [try .cut(now - .seconds(86_400))]))
        card.answeredAt = now - .seconds(245)
        func page(logged: Bool, _ change: (inout DeskView) -> Void = { _ in }) throws -> String {
            let view = view(.wrapUp) { view in
                view.wrapUp = DeskView.WrapUp(card: card, endedAt: now, logged: logged)
                change(&view)
            }
            return try html(.talk, view)
        }
        let waiting = try page(logged: false)
        #expect(waiting.contains("0812-3456-7890"))
        #expect(waiting.contains("Panggilan selesai sesudah 4:05"))
        #expect(waiting.contains("sesudah itu Anda siap lagi"))
        #expect(waiting.contains("Sedang dibacakan nomor VA"))
        #expect(waiting.contains("script-closing") && !waiting.contains("script-greeting"))
        let logged = try page(logged: true)
        #expect(logged.contains("Kontak sudah dicatat") && !logged.contains("0812-3456-7890"))
        let leaving = try page(logged: false) { $0.leaves = true }
        #expect(leaving.contains("sesudah itu Anda keluar dari lantai"))
    }

    @Test("who was sent off the floor reads by whom, and how to come back")
    func signedOut() throws {
        let view = view(.signedOut) { $0.dismissedBy = "Sari Wulandari" }
        #expect(try html(.talk, view).contains("Sari Wulandari mengeluarkan Anda"))
        let bar = try html(.bar, view)
        #expect(bar.contains("act-return") && !bar.contains("act-ready") && !bar.contains("act-aux"))
    }

    @Test("the service level is named by the plan's limit, and by no number when queues differ")
    func serviceLevel() throws {
        func label(_ limits: [Int]) throws -> String {
            let queues = limits.map {
                QueueStrip(queue: "q\($0)", title: "A", waiting: 0, ready: 0, serviceLevelSeconds: $0)
            }
            let floor = FloorView(
                at: now, agents: [], queues: queues, today: FloorFigures(), alarms: [], live: .init())
            let drawing = FloorDrawing(view: floor, time: time())
            return try views.fragment(FloorPart.figures.template, drawing.model(.figures), .id)
        }
        #expect(try label([30, 30]).contains("Layanan 30 dtk"))
        #expect(try label([30, 60]).contains("Dijawab dalam batas antreannya"))
        #expect(try !label([30, 60]).contains("dtk"))
    }

    @Test("a queue is late when its own limit has passed")
    func late() throws {
        func tone(_ limit: Int) throws -> String? {
            let queue = QueueStrip(
                queue: "info", title: "Informasi", waiting: 1, longestSince: now - .seconds(40), ready: 0,
                serviceLevelSeconds: limit)
            let floor = FloorView(
                at: now, agents: [], queues: [queue], today: FloorFigures(), alarms: [], live: .init())
            let strips = FloorDrawing(view: floor, time: time()).model(.queues)["queues"] as? [[String: Any]]
            return strips?.first?["tone"] as? String
        }
        #expect(try tone(20) == "red")
        #expect(try tone(60) == "amber")
        #expect(try tone(120) == nil)
    }

    @Test("two hours of a queue are bars that a person who does not see them hears in words")
    func traffic() throws {
        var traffic = QueueTraffic()
        for _ in 0..<30 { traffic.offered(at: now - .seconds(1_800)) }
        for _ in 0..<3 { traffic.abandoned(comeAt: now - .seconds(1_800)) }
        traffic.offered(at: now)
        let queue = QueueStrip(queue: "info", title: "Informasi", waiting: 0, ready: 0, serviceLevelSeconds: 20)
        let floor = FloorView(
            at: now, agents: [], queues: [queue], today: FloorFigures(), alarms: [], live: .init(),
            traffic: ["info": traffic.lately(at: now)])
        let drawing = FloorDrawing(view: floor, time: time())
        let page = try views.fragment(FloorPart.queues.template, drawing.model(.queues), .id)
        #expect(page.contains("31 ditawarkan, 3 ditinggalkan. Terbanyak 30 dalam lima menit sejak 15.30."))
        #expect(page.matches(of: /<rect class="offered"/).count == 2)
        #expect(page.matches(of: /<rect class="abandoned"/).count == 1)
        #expect(page.contains("maks 30") && page.contains("3 ditinggalkan</span>"))
        let quiet = TrafficDrawing(steps: QueueTraffic().lately(at: now), time: time())
        #expect((quiet.model["bars"] as? [[String: Any]])?.isEmpty == true)
        #expect(quiet.model["said"] as? String == "Dua jam terakhir tidak ada panggilan.")
        #expect((quiet.table["steps"] as? [[String: Any]])?.count == 24)
    }

    @Test("an agent who is away too long stands first in the team and among the alarms")
    func needOfAttention() throws {
        let istirahat = AuxReason(code: "istirahat", title: "Istirahat", longestSeconds: 900)
        let floor = FloorView(
            at: now,
            agents: [
                tile("Adi", .ready), tile("Budi", .talking),
                tile("Yuni", .aux(istirahat), overdue: true), tile("Zaki", .notResponding),
            ], queues: [], today: FloorFigures(), alarms: [], live: .init())
        let drawing = FloorDrawing(view: floor, time: time())
        let teams = try #require(drawing.model(.agents)["teams"] as? [[String: Any]])
        let names = (teams[0]["agents"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
        #expect(names == ["Yuni", "Zaki", "Budi", "Adi"])
        let rail = try views.fragment(FloorPart.rail.template, drawing.model(.rail), .id)
        #expect(rail.contains("Yuni: Istirahat melewati batas"))
        #expect(rail.contains("Zaki tidak menjawab"))
    }

    @Test("figures are written as the country writes them, and a ratio below its target is red")
    func figures() throws {
        var today = FloorFigures()
        (today.offered, today.answered, today.answeredWithinLimit) = (4_310, 4_000, 3_500)
        (today.handled, today.talkSeconds) = (10, 1_750)
        let floor = FloorView(at: now, agents: [], queues: [], today: today, alarms: [], live: .init())
        func page(_ language: Language) throws -> String {
            let drawing = FloorDrawing(view: floor, time: time(language))
            return try views.fragment(FloorPart.figures.template, drawing.model(.figures), language)
        }
        #expect(try page(.id).contains("4.310"))
        #expect(try page(.id).contains("92,8%"))
        #expect(try page(.id).contains("data-tone=\"red\""))
        #expect(try page(.id).contains("2:55"))
        #expect(try page(.en).contains("4,310"))
        #expect(try page(.en).contains("92.8%"))
    }

    private func time(_ language: Language) -> ShownTime { time(isLive: false, language) }

    private func tile(_ name: String, _ state: DeskView.DeskState, overdue: Bool = false) -> FloorView.AgentTile {
        FloorView.AgentTile(
            agent: Self.agent, name: name, site: "Jakarta", team: "Anggrek", state: state, since: now - .seconds(60),
            overdue: overdue, queueTitle: nil)
    }

    @Test(
        "a time is written in minutes, and in hours when it is long",
        arguments: [(-3.0, "0:00"), (0, "0:00"), (65, "1:05"), (3_599.9, "59:59"), (3_725, "1:02:05")])
    func clock(_ seconds: Double, _ text: String) {
        #expect(ShownTime.clock(seconds) == text)
    }
}

extension ContactSummary {
    static func cut(_ moment: Timestamp, note: String = "Sedang dibacakan nomor VA") throws -> ContactSummary {
        let json = """
            {"id": "01990000-0000-7000-8000-0000000000c1", "channel": "call", "direction": "incoming",
             "agent": "\(Stage.budi)", "isCut": true,
             "openedAt": \((moment - .seconds(60)).microseconds), "endedAt": \(moment.microseconds), "queue": "info",
             "log": {"category": "administration.virtual-account", "kind": "information", "outcome": "unfinished",
                     "note": "\(note)"}}
            """
        return try JSONDecoder().decode(ContactSummary.self, from: Data(json.utf8))
    }
}
