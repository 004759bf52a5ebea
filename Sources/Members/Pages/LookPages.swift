import Database
import Exports
import Hummingbird
import Kernel
import Pages
import Staff

/// `/members/…/looks`: who saw a member's record, who changed or wrote it out, when and what for.
struct LookPages: PageGroup {
    let members: MemberStore
    let staff: StaffStore
    let story: MemberStory
    let calendar: CentreCalendar
    let views: Views

    private static let pageSize = 100

    func add(to router: Router<PageContext>) { router.get("/members/:id/looks", use: show) }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.membersLooks)
        let id: MemberID = try context.parameter("id")
        let before: Int64? = Form.query(request).value("before")
        let found = try await members.trail(
            of: id, before: before, upTo: Self.pageSize + 1, by: viewer.author, at: context.arrivedAt)
        guard let (member, facts) = found else { throw PageRefusal.notFound }
        let shown = facts.prefix(Self.pageSize)
        let names = try await AuthorNames(of: shown.map(\.author), staff, context)
        let words = TrailWords { context.text($0, $1) }
        let time = WrittenTime(calendar, context)
        let title = context.text("members.looks.of", ["name": member.name])
        var model: [String: Any] = [
            "title": title, "card": member.card.masked, "isEmpty": shown.isEmpty,
            "looks": try shown.map { entry in try row(entry, names, words, time) }, "older": false,
            "isOlder": before != nil,
            "path": Path.memberLooks(id).text, "member": false,
            "exports": ExportAsk.model("looks", .membersLooks, at: .lookSheet(id), context),
        ]
        if viewer.may(.membersRead) { model["member"] = Path.member(id).text }
        if facts.count > Self.pageSize, let last = shown.last {
            model["older"] = Path.memberLooks(id).with("before", last.seq).text
        }
        return try views.page(
            "members-looks", title: title, model, context, frame: Views.Frame(styles: ["members.css"]))
    }

    private func row(
        _ entry: JournalEntry, _ names: AuthorNames, _ words: TrailWords, _ time: WrittenTime
    ) throws -> [String: Any] {
        let line = try words.line(entry)
        return [
            "when": time.moment(entry.at), "who": names[entry.author], "what": line.what,
            "why": line.why, "path": line.because.flatMap(story.place)?.text ?? false as Any,
        ]
    }
}

/// Facts of a trail in words.
struct TrailWords {
    struct Line {
        let what: String
        let why: String
        /// What it was done for, if that has a place.
        var because: Subject?
    }

    private let text: (_ key: String, _ blanks: [String: String]) -> String

    /// - Parameter text: finds a key's words.
    init(_ text: @escaping (_ key: String, _ blanks: [String: String]) -> String) { self.text = text }

    private func told(_ key: String, _ blanks: [String: String] = [:]) -> String { text(key, blanks) }

    func line(_ entry: JournalEntry) throws -> Line {
        if let looked: MemberFact.Looked = try entry.fact() {
            let because = Subject(written: looked.because)
            return Line(what: told("members.trail.looked.\(looked.by)"), why: why(because), because: because)
        }
        if let unmasked: MemberFact.Unmasked = try entry.fact() {
            let fields = unmasked.fields.map { told("members.field.\($0)") }.joined(separator: ", ")
            let reason = told("members.reason.\(unmasked.reason)")
            return Line(
                what: told("members.trail.unmasked", ["fields": fields]),
                why: unmasked.words.map { "\(reason): \($0)" } ?? reason, because: Subject(written: unmasked.because))
        }
        if let updated: MemberFact.Updated = try entry.fact() {
            let fields = updated.changes.map { told("members.field.\($0.field)") }.joined(separator: ", ")
            return Line(
                what: told("members.trail.updated", ["fields": fields]),
                why: told("members.source.\(updated.source)"))
        }
        if let consented: MemberFact.Consented = try entry.fact() {
            return Line(
                what: told("members.trail.consented"), why: told("members.purpose.\(consented.purpose)"))
        }
        if let withdrawn: MemberFact.ConsentWithdrawn = try entry.fact() {
            return Line(
                what: told("members.trail.withdrawn"), why: told("members.purpose.\(withdrawn.purpose)"))
        }
        if let asked: MemberFact.DataAsked = try entry.fact() {
            return Line(what: told("members.trail.data-asked"), why: asked.asking)
        }
        if let asked: MemberFact.InsurerAsked = try entry.fact() {
            return Line(
                what: told("members.trail.insurer-asked"), why: told("members.insurer.outcome.\(asked.outcome)"))
        }
        if let exported: MemberFact.Exported = try entry.fact() {
            return Line(
                what: told("members.trail.exported", ["format": exported.format.uppercased()]),
                why: told("members.because.data-request"))
        }
        return Line(what: told("members.trail.trail-read"), why: told("members.because.trail"))
    }

    private func why(_ subject: Subject?) -> String {
        told("members.because.\(subject?.kind ?? "unknown")")
    }
}

extension Subject {
    /// As facts write it.
    fileprivate init?(written text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        self.init(parts[0], parts[1])
    }
}
