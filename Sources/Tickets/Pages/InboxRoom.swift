public import Kernel
public import Pages
import Staff

extension Path {
    static let inbox: Path = "/inbox"
    public static func inbox(_ id: TicketID) -> Path { "/inbox/\(id)" }
    static func evidence(_ attachment: Attachment) -> Path {
        "/inbox/\(attachment.ticket)/attachments/\(attachment.id)"
    }
    static func inbox(_ address: InboxAddress) -> Path { Path.inbox.with(address) }
    static func inboxLive(_ address: InboxAddress) -> Path {
        let live: Path = "/inbox/live"
        return live.with(address)
    }

    private func with(_ address: InboxAddress) -> Path {
        with("heap", address.centre?.rawValue ?? address.filter.heap?.rawValue)
            .with("branch", address.filter.branch).with("q", address.typed)
            .with("page", address.page > 1 ? address.page : nil)
    }
}

extension TicketsRoom {
    /// One place, for branches, for those over them, and for the centre.
    static let inboxNavigation = [
        NavigationItem(path: .inbox, wordKey: "tickets.inbox.title", permission: .escalationsAnswer, order: 24),
        NavigationItem(path: .inbox, wordKey: "tickets.inbox.title", permission: .escalationsWatch, order: 31),
        NavigationItem(path: .inbox, wordKey: "tickets.inbox.title", permission: .escalationsOpen, order: 31),
    ]
}

/// What somebody sees and does in the inbox.
struct InboxRights: Sendable, Hashable {
    let scope: EscalationScope
    /// The branch whose deeds the person may do.
    let answersFor: BranchCode?
    /// Sees what waits for the centre, and opens the centre's pages of tickets.
    let isCentre: Bool

    /// One of them opens the inbox.
    static let reasons: [Permission] = [.escalationsAnswer, .escalationsWatch, .escalationsOpen]

    /// Those who may do none of it are refused.
    init(_ context: PageContext, _ staff: StaffStore) async throws {
        let viewer = try context.requireSignedIn()
        _ = try context.require(Self.reasons.first(where: viewer.may) ?? .escalationsAnswer)
        guard let person = try await staff.person(viewer.id) else { throw PageRefusal.signInFirst }
        self.init(person)
    }

    init(_ person: Person) {
        (scope, answersFor) = (EscalationScope(person), person.answersFor)
        isCentre = person.may(.escalationsOpen)
    }

    /// Filters by branch make sense.
    var seesBranches: Bool {
        switch scope {
        case .region, .all: true
        case .none, .branch: false
        }
    }
}

/// What a list's address asks for; what it cannot mean is left out.
struct InboxAddress: Sendable, Hashable {
    var filter = InboxFilter()
    /// Instead of a heap of the branches.
    var centre: CentreHeap?
    /// A number as it was typed, also when it is none.
    var typed: String?
    var page = 1

    init() {}

    init(_ query: Form, _ rights: InboxRights) {
        if rights.isCentre { centre = query["heap"].flatMap(CentreHeap.init) }
        if rights.isCentre, rights.scope == .none { centre = centre ?? .unrouted }
        guard centre == nil else { return }
        filter.heap = query["heap"].flatMap(InboxHeap.init)
        filter.branch = rights.seesBranches ? query["branch"].flatMap { BranchCode($0) } : nil
        typed = query["q"].map { String($0.prefix(40)).replacing("\0", with: "") }
        filter.number = typed.flatMap { TypedTicketNumber($0) }
        page = max(1, query.value("page") ?? 1)
    }

    /// Something was typed that is no number.
    var isMistyped: Bool { typed != nil && filter.number == nil }

    func at(_ heap: InboxHeap?) -> InboxAddress {
        var other = self
        (other.filter.heap, other.filter.number, other.centre, other.typed, other.page) = (heap, nil, nil, nil, 1)
        return other
    }

    func at(_ heap: CentreHeap) -> InboxAddress {
        var other = InboxAddress()
        other.centre = heap
        return other
    }

    func at(page: Int) -> InboxAddress {
        var other = self
        other.page = page
        return other
    }
}

/// One list as one group of people sees it: whoever asks for the same shares its live parts.
struct InboxKey: Sendable, Hashable {
    let language: Language
    let rights: InboxRights
    let address: InboxAddress

    /// Whose own list it is; those are drawn anew only when something of that branch changes.
    var onlyBranch: BranchCode? {
        guard case .branch(let code) = rights.scope, !rights.isCentre else { return nil }
        return code
    }
}

enum InboxPart: String, CaseIterable {
    case heaps = "inbox-heaps"
    case rows = "inbox-rows"

    var template: String { "tickets-\(rawValue)" }
}
