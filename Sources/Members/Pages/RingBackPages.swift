import Exports
import Hummingbird
import Kernel
import Pages

extension Path {
    static let ringBacks: Path = "/ring-backs"
}

/// `/ring-backs`: callers who must be told how their change ended, with what to say, and what came of each attempt.
struct RingBackPages: PageGroup {
    let changes: ChangeStore
    let calendar: CentreCalendar
    let views: Views

    /// How far ahead later ring-backs are shown.
    static let ahead = Duration.seconds(24 * 3_600)

    func add(to router: Router<PageContext>) {
        router.get("/ring-backs") { _, context in try await list(context) }
        router.post("/ring-backs/:change/:number/attempts", use: rang)
        router.post("/ring-backs/:change/:number/numbers", use: reveal)
    }

    /// - Parameters:
    ///   - shown: the number that is shown in the clear on this view alone.
    ///   - refusal: words beside the buttons of a ring-back.
    private func list(
        _ context: PageContext, shown: (id: String, phone: PhoneNumber)? = nil,
        refusal: (id: String, key: String)? = nil
    ) async throws -> Response {
        _ = try context.require(.changesRing)
        let now = context.arrivedAt
        let lines = try await changes.toRing(at: now)
        let later = try await changes.toRing(at: now + Self.ahead).filter { $0.ringBack.nextAt > now }
        let words = RingBackWords(MemberWords(calendar, context), part: calendar.dayPart(at: now))
        let rows = lines.map { line -> [String: Any] in
            var row = words.row(line, isClear: shown?.id == line.id, at: now)
            row["phone"] = shown?.id == line.id ? shown?.phone.local ?? "" : line.ringBack.phone.masked
            row["isMasked"] = shown?.id != line.id
            row["wrong"] = refusal?.id == line.id ? words(refusal?.key ?? "") as Any : false
            return row
        }
        let isLost = refusal.map { wrong in !lines.contains { $0.id == wrong.id } } ?? false
        let model: [String: Any] = [
            "count": words("members.ring.count", ["count": "\(lines.count)"]), "rows": rows, "isEmpty": rows.isEmpty,
            "later": later.prefix(50).map { words.later($0) }, "hasLater": !later.isEmpty,
            "refusal": isLost ? words(refusal?.key ?? "") as Any : false,
            "exports": ExportAsk.model("ring-backs", .changesRing, context),
        ]
        return try views.page(
            "members-ring-backs", title: context.text("members.ring.title"), model, context,
            status: refusal == nil ? .ok : .unprocessableContent, frame: .office)
    }

    @Sendable private func rang(_ request: Request, _ context: PageContext) async throws -> Response {
        let (id, number, actor) = try place(context)
        let form = try await Form.read(request, context)
        guard let outcome = form["outcome"].flatMap(RingBack.Outcome.init) else {
            return try await list(context, refusal: ("\(id)-\(number)", "members.ring.outcome-missing"))
        }
        do {
            try await changes.handle(.ringBack(number, outcome), id, by: actor, at: context.arrivedAt)
            return .redirect(to: .ringBacks, notice: "members.ring.done")
        } catch let refusal as ChangeRefusal {
            return try await refused(refusal, id, number, context)
        }
    }

    /// Answers with the list itself: the clear number has no address of its own and is gone with the next view.
    @Sendable private func reveal(_ request: Request, _ context: PageContext) async throws -> Response {
        let (id, number, actor) = try place(context)
        _ = try await Form.read(request, context)
        do {
            let phone = try await changes.revealNumber(number, of: id, by: actor, at: context.arrivedAt)
            return try await list(context, shown: ("\(id)-\(number)", phone))
        } catch let refusal as ChangeRefusal {
            return try await refused(refusal, id, number, context)
        }
    }

    private func refused(
        _ refusal: ChangeRefusal, _ id: ChangeID, _ number: Int, _ context: PageContext
    ) async throws -> Response {
        if refusal == .noSuchChange || refusal == .noSuchRingBack { throw PageRefusal.notFound }
        return try await list(context, refusal: ("\(id)-\(number)", refusal.key))
    }

    private func place(_ context: PageContext) throws -> (ChangeID, Int, ChangeActor) {
        let viewer = try context.require(.changesRing)
        return (
            try context.parameter("change"), try context.parameter("number"), .person(viewer.id, viewer.roles)
        )
    }
}

/// What is said to a caller who is rung back.
struct RingBackWords {
    let members: MemberWords
    /// Of the day, for the greeting.
    let part: DayPart

    init(_ members: MemberWords, part: DayPart) { (self.members, self.part) = (members, part) }

    func callAsFunction(_ key: String, _ arguments: [String: String] = [:]) -> String { members(key, arguments) }

    /// - Parameter isClear: virtual accounts are written out, as the number to ring is: they hold a card's digits.
    func row(_ line: RingBackLine, isClear: Bool, at now: Timestamp) -> [String: Any] {
        let ringBack = line.ringBack
        let last = ringBack.attempts.last.map {
            self("members.ring.last", ["at": members.time.moment($0.at), "outcome": self($0.outcome.key)])
        }
        return [
            "path": Path(stringLiteral: "/ring-backs/\(line.change.id)/\(ringBack.id)").text, "id": line.id,
            "kind": self(line.change.kind.titleKey), "reason": self(ringBack.reason.key),
            "waiting": self("members.ring.since", ["span": members.time.span(now - ringBack.nextAt)]),
            "attempt": self("members.ring.attempt", ["count": "\(ringBack.attempts.count + 1)"]),
            "last": last ?? false as Any, "say": say(line.change, ringBack, isClear: isClear),
            "outcomes": RingBack.Outcome.allCases.map {
                ["value": $0.rawValue, "word": self($0.key), "isMain": $0 == .told]
            },
        ]
    }

    func later(_ line: RingBackLine) -> [String: Any] {
        [
            "at": members.time.moment(line.ringBack.nextAt), "kind": self(line.change.kind.titleKey),
            "reason": self(line.ringBack.reason.key), "attempts": "\(line.ringBack.attempts.count)",
        ]
    }

    /// Sentences to read out, in their order.
    func say(_ change: ChangeCase, _ ringBack: RingBack, isClear: Bool) -> [String] {
        let branch = change.draft.origin.branch ?? self("members.ring.say.no-branch")
        let arguments = [
            "branch": branch, "reason": reason(change), "accounts": accounts(change, isClear: isClear),
        ]
        return [
            self("members.ring.say.greeting", ["kind": self(change.kind.titleKey), "part": part.rawValue]),
            self("members.ring.say.\(key(change, ringBack.reason))", arguments),
        ] + promised(change) + payment(change, ringBack, arguments)
    }

    /// Where to pay, or that it follows, where the ring-back itself is about something else.
    private func payment(_ change: ChangeCase, _ ringBack: RingBack, _ arguments: [String: String]) -> [String] {
        if change.awaitsAccounts { return [self("members.ring.say.accounts-follow")] }
        let isSaid = change.accounts.isEmpty || ringBack.reason == .accountsIssued
        return isSaid ? [] : [self("members.ring.say.accounts-issued", arguments)]
    }

    /// `BRI, BNI, BTN, BCA 8888801944358911; Mandiri 8988801944358911`
    private func accounts(_ change: ChangeCase, isClear: Bool) -> String {
        change.accounts.compactMap { digits -> String? in
            guard let banks = VirtualAccount.Banks(rawValue: String(digits.prefix(5))) else { return nil }
            let number = isClear ? digits : "\(banks.rawValue)xxxxxxx\(digits.suffix(4))"
            return "\(banks.names.joined(separator: ", ")) \(number)"
        }.joined(separator: "; ")
    }

    /// What the branch did is told by its outcome.
    private func key(_ change: ChangeCase, _ reason: TellReason) -> String {
        guard reason == .closedAtBranch, case .closed(let outcome) = change.stage else { return reason.rawValue }
        return "\(reason.rawValue).\(outcome.rawValue)"
    }

    private func reason(_ change: ChangeCase) -> String {
        switch change.stage {
        case .returned(let reason): reason.said.isEmpty ? self(reason.key) : withoutStop(reason.said)
        case .closed: withoutStop(change.closure?.note ?? "")
        default: ""
        }
    }

    /// The sentence that it goes into has a full stop of its own.
    private func withoutStop(_ said: String) -> String { said.hasSuffix(".") ? String(said.dropLast()) : said }

    /// From when it holds and when it is paid, once it is done.
    private func promised(_ change: ChangeCase) -> [String] {
        guard let day = change.doneOn, let promise = change.submission?.promise else { return [] }
        var said: [String] = []
        if let holdsFrom = promise.holdsFrom(approvedOn: day) {
            said.append(self("members.change.notice.holds-from", ["day": members.time.write(holdsFrom)]))
        }
        if let window = promise.firstPayment(approvedOn: day) {
            let days = ["first": members.time.write(window.lowerBound), "last": members.time.write(window.upperBound)]
            let isNow = window.lowerBound == window.upperBound
            said.append(self("members.change.notice.\(isNow ? "pay-at-once" : "pay-between")", days))
        }
        return said
    }
}
