import Hummingbird
import Kernel
import Logging
import Members
import Pages
import Staff
import Synchronization

/// What the agent might mention to the caller in hand: a part of the desk of its own, so that whatever the registers
/// take to answer delays no other part.
///
/// It is shown once the caller is known, as long as the conversation lasts, and as the floor's pressure allows.
struct DeskHints: PageGroup {
    static let part = "desk-hints"

    let views: Views
    let floor: Floor
    let store: HintStore
    let clock: any WallClock
    let calendar: CentreCalendar
    /// Open desks, to be drawn anew when their agent did something with a hint.
    private let changed = Watchers<PersonID, Void>()

    init(views: Views, floor: Floor, store: HintStore, clock: any WallClock, calendar: CentreCalendar) {
        (self.views, self.floor, self.store) = (views, floor, store)
        (self.clock, self.calendar) = (clock, calendar)
    }

    func add(to router: Router<PageContext>) {
        router.post("/desk/hints", use: use)
    }

    // MARK: - What is shown

    /// Draws the part whenever the desk changes, a hint is used, or some seconds pass: a conversation grows long, and
    /// a caller becomes known on another page. Nothing is sent that the page shows already.
    func follow(_ person: SignedIn, _ context: PageContext, _ sender: AsyncStream<LiveEvent>.Continuation) async {
        let latest = LatestDesk()
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (desk, used) = (floor.deskChanges(person.id), changed.watch(person.id, first: nil))
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await view in desk {
                    latest.view.withLock { $0 = view }
                    wake.yield()
                }
            }
            group.addTask { for await _ in used { wake.yield() } }
            group.addTask {
                while !Task.isCancelled {
                    do { try await Task.sleep(for: .seconds(3)) } catch { return }
                    wake.yield()
                }
            }
            group.addTask {
                var seen = SeenGround()
                var shown: String?
                for await _ in wakes {
                    guard let view = latest.view.withLock({ $0 }),
                        let html = await html(view, person, context, &seen), html != shown
                    else { continue }
                    shown = html
                    sender.yield(LiveEvent(name: Self.part, data: html))
                }
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// The part as the page is first drawn.
    func model(_ view: DeskView, _ person: SignedIn, _ context: PageContext) async -> [String: Any] {
        var seen = SeenGround()
        return await model(view, person, context, &seen) ?? ["hints": false]
    }

    private func html(
        _ view: DeskView, _ person: SignedIn, _ context: PageContext, _ seen: inout SeenGround
    ) async -> String? {
        guard var model = await model(view, person, context, &seen) else { return nil }
        model["csrf"] = context.csrfToken
        do { return try views.fragment("calls-desk-hints", model, context.language) } catch {
            context.logger.error("hints were not drawn", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// nil when the registers do not answer: what is shown stays.
    private func model(
        _ view: DeskView, _ person: SignedIn, _ context: PageContext, _ seen: inout SeenGround
    ) async -> [String: Any]? {
        guard let call = view.call, let answeredAt = call.answeredAt else { return ["hints": false] }
        do {
            guard let caller = try await store.caller(in: call.contact) else {
                return ["hints": orNothing(unknown(call))]
            }
            let now = clock.now()
            let uses = try await store.uses(in: call.contact)
            let ground = try await seen.ground(call.contact, caller.member, caller.identity, uses) {
                try await store.ground(
                    of: caller.member, known: caller.identity, in: call.contact, by: person.author, at: now)
            }
            guard let ground else { return ["hints": false] }
            let pressure = FloorPressure(view, at: now)
            let hints = try await store.rules().rules.hints(
                ground, pressure: pressure, contactSeconds: Int((now - answeredAt).inSeconds))
            let open = hints.filter { uses[$0.kind]?.isDisjoint(with: [.told, .skipped]) ?? true }
            for hint in open where hint.isShown && uses[hint.kind] == nil {
                try await store.show(
                    hint, of: caller.member, in: call.contact, to: person.id, pressure: pressure, at: now)
            }
            return ["hints": orNothing(drawing(open, caller.member, call.contact, context))]
        } catch {
            context.logger.warning("hints are missing", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Nobody is known yet: whom the number may be is to be asked first.
    private func unknown(_ call: CallCard) -> [String: Any]? {
        guard !call.match.members.isEmpty else { return nil }
        let because = Subject.contact(call.contact)
        return [
            "shown": false, "held": false,
            "ask": [
                "people": call.match.members.prefix(3).map { member in
                    ["name": member.name, "path": Path.identity(member.id).with("for", because.text).text]
                }
            ],
        ]
    }

    private func drawing(
        _ hints: [AgentHint], _ member: MemberID, _ contact: ContactID, _ context: PageContext
    ) -> [String: Any]? {
        let shown = hints.filter(\.isShown)
        let held = hints.filter { $0.isWorthATrace }
        guard !shown.isEmpty || !held.isEmpty else { return nil }
        let words = HintWords(calendar, context)
        return [
            "ask": false,
            "shown": orNothing(
                shown.isEmpty ? nil : ["rows": shown.map { row($0, member, contact, words) }] as [String: Any]),
            "held": orNothing(held.first.map { words.held(held.count, $0) }),
        ]
    }

    private func row(_ hint: AgentHint, _ member: MemberID, _ contact: ContactID, _ words: HintWords) -> [String: Any] {
        let kind: ChangeKind? =
            switch hint.kind {
            case .arrears: nil
            case .unregisteredFamily: .addMember
            case .newborn: .newborn
            case .classChange: .classChange
            }
        return [
            "hint": hint.kind.rawValue, "contact": "\(contact)", "title": words.title(hint), "say": words.say(hint),
            "reason": words.reason(hint), "urgent": hint.verdict == .shown(.urgent),
            "contributions": orNothing(kind == nil ? Path.memberContributions(member).text : nil),
            "begin": orNothing(
                kind.map { kind in
                    ["kind": kind.rawValue, "member": "\(member)", "for": Subject.contact(contact).text]
                }),
        ]
    }

    // MARK: - What the agent does with it

    @Sendable private func use(_ request: Request, _ context: PageContext) async throws -> Response {
        let person = try context.require(.desk)
        let form = try await Form.read(request, context)
        guard let contact = form.value("contact", as: ContactID.self),
            let kind: HintKind = form["hint"].flatMap(HintKind.init),
            let use = form["use"].flatMap(HintUse.init), use != .shown
        else { throw PageRefusal.unreadable }
        let now = clock.now()
        let pressure = await floor.desk(person.id).map { FloorPressure($0, at: now) }
        let isKept = try await store.use(
            use, kind, in: contact, by: person.id,
            pressure: pressure ?? FloorPressure(waiting: 0, longestWaitSeconds: 0, readyAgents: 0), at: now)
        guard isKept else { throw PageRefusal.notFound }
        changed.tell((), about: person.id)
        return request.isFromScript ? .done : .redirect(to: .desk)
    }
}

/// The desk as it was last told, for whoever is woken.
private final class LatestDesk: Sendable {
    let view = Mutex<DeskView?>(nil)
}

/// What was looked up of a caller. It is looked up anew for another caller, a better known one, and after a hint was
/// told, not at every tick: each look at a record is a fact.
private struct SeenGround {
    private struct Key: Hashable {
        let contact: ContactID
        let member: MemberID
        let identity: IdentityLevel
        let told: Set<HintKind>
    }

    private var key: Key?
    private var ground: HintGround?

    mutating func ground(
        _ contact: ContactID, _ member: MemberID, _ identity: IdentityLevel, _ uses: [HintKind: Set<HintUse>],
        _ look: () async throws -> HintGround?
    ) async throws -> HintGround? {
        let told = Set(uses.filter { $0.value.contains(.told) }.keys)
        let key = Key(contact: contact, member: member, identity: identity, told: told)
        guard key != self.key else { return ground }
        ground = try await look()
        self.key = key
        return ground
    }
}

extension FloorPressure {
    /// The floor as a desk shows it: its agent's own queues.
    init(_ view: DeskView, at now: Timestamp) {
        let first = view.queues.compactMap(\.longestSince).min()
        self.init(
            waiting: view.queues.reduce(0) { $0 + $1.waiting },
            longestWaitSeconds: first.map { max(0, Int((now - $0).inSeconds)) } ?? 0,
            readyAgents: view.queues.map(\.ready).max() ?? 0)
    }
}

extension AgentHint {
    /// Held back by the floor, not by the family: it may come yet.
    fileprivate var isWorthATrace: Bool {
        switch verdict {
        case .heldBack(.queueLong), .heldBack(.contactLong), .heldBack(.identityFirst): true
        case .shown, .heldBack: false
        }
    }
}
