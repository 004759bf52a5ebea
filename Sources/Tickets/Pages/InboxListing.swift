import Contacts
import Foundation
import Kernel
import Pages
import Staff

/// One list of the inbox as the model of its parts, for a page and for those who watch it.
struct InboxListing: Sendable {
    let tickets: TicketStore
    let staff: StaffStore
    let source: TicketWords.Source
    let views: Views

    func fragments(_ key: InboxKey, at now: Timestamp) async throws -> [InboxPart: String] {
        let model = try await model(key, at: now)
        return try InboxPart.allCases.reduce(into: [:]) { parts, part in
            parts[part] = try views.fragment(part.template, model, key.language)
        }
    }

    func model(_ key: InboxKey, at now: Timestamp) async throws -> [String: Any] {
        let (address, rights) = (key.address, key.rights)
        let words = try await TicketWords(source, views.catalogue, key.language, at: now)
        let shown = try await tickets.inbox(address.filter, within: rights.scope, page: address.page, at: now)
        var items = address.isMistyped ? [] : shown.items
        if let centre = address.centre { items = try await tickets.centreHeap(centre) }
        let centre = rights.isCentre ? try await tickets.centreCounts() : [:]
        let directory = try await tickets.branchDirectory()
        let names = try await names(of: items.compactMap { $0.escalation?.holder })
        let drawing = InboxRowDrawing(words: words, directory: directory, names: names, rights: rights, now: now)
        return [
            "heaps": heaps(address, rights, shown.counts, words), "centre": centreHeaps(address, rights, centre, words),
            "rows": items.map(drawing.model), "isEmpty": items.isEmpty, "empty": empty(address, rights, words),
            "rule": rule(address, words) ?? false as Any,
            "paging": paging(address, shown, words) ?? false as Any,
        ]
    }

    private func names(of people: [PersonID]) async throws -> [PersonID: String] {
        var names: [PersonID: String] = [:]
        for id in Set(people) { names[id] = try await staff.person(id)?.name }
        return names
    }

    // MARK: Heaps

    private func heaps(
        _ address: InboxAddress, _ rights: InboxRights, _ counts: [InboxHeap: Int], _ words: TicketWords
    ) -> [[String: Any]] {
        guard rights.scope != .none else { return [] }
        func heap(_ heap: InboxHeap?, _ name: String, _ count: Int) -> [String: Any] {
            let isHere = address.centre == nil && address.typed == nil && address.filter.heap == heap
            return [
                "key": "heap-\(name)", "path": Path.inbox(address.at(heap)).text,
                "word": words("tickets.inbox.heap.\(name)"), "count": "\(count)", "here": isHere,
                "tone": count == 0 ? "none" : heap.map(InboxRowDrawing.tone) ?? "none",
            ]
        }
        let open = InboxHeap.open.reduce(0) { $0 + counts[$1, default: 0] }
        return [heap(nil, "open", open)] + InboxHeap.allCases.map { heap($0, $0.rawValue, counts[$0, default: 0]) }
    }

    private func centreHeaps(
        _ address: InboxAddress, _ rights: InboxRights, _ counts: [CentreHeap: Int], _ words: TicketWords
    ) -> [[String: Any]] {
        guard rights.isCentre else { return [] }
        return CentreHeap.allCases.map { heap in
            let count = counts[heap, default: 0]
            return [
                "key": "heap-\(heap.rawValue)", "path": Path.inbox(address.at(heap)).text,
                "word": words("tickets.inbox.heap.\(heap.rawValue)"), "count": "\(count)",
                "here": address.centre == heap, "tone": count == 0 ? "none" : "amber",
            ]
        }
    }

    // MARK: Around the rows

    /// By what something lies in the heap that is shown.
    private func rule(_ address: InboxAddress, _ words: TicketWords) -> String? {
        if let centre = address.centre { return words("tickets.inbox.rule.\(centre.rawValue)") }
        guard address.typed == nil else { return nil }
        return words("tickets.inbox.rule.\(address.filter.heap?.rawValue ?? "open")")
    }

    private func empty(_ address: InboxAddress, _ rights: InboxRights, _ words: TicketWords) -> String {
        if address.isMistyped { return words("tickets.inbox.empty.mistyped") }
        if address.typed != nil { return words("tickets.inbox.empty.not-found") }
        if let centre = address.centre { return words("tickets.inbox.empty.\(centre.rawValue)") }
        if rights.scope == .none { return words("tickets.inbox.empty.no-place") }
        return words(address.filter.branch == nil ? "tickets.inbox.empty.heap" : "tickets.inbox.empty.branch")
    }

    private func paging(_ address: InboxAddress, _ shown: InboxPage, _ words: TicketWords) -> [String: Any]? {
        guard address.centre == nil, shown.count > 1 else { return nil }
        return present([
            "place": words("tickets.page", ["page": "\(shown.number)", "pages": "\(shown.count)"]),
            "previous": shown.number > 1 ? Path.inbox(address.at(page: shown.number - 1)).text : nil,
            "next": shown.number < shown.count ? Path.inbox(address.at(page: shown.number + 1)).text : nil,
        ])
    }
}

/// One row.
struct InboxRowDrawing {
    let words: TicketWords
    let directory: BranchDirectory
    let names: [PersonID: String]
    let rights: InboxRights
    let now: Timestamp

    static func tone(_ heap: InboxHeap) -> String {
        switch heap {
        case .overdue: "red"
        case .soon: "amber"
        case .new, .asked: "blue"
        case .done: "green"
        case .working, .closed: "none"
        }
    }

    func model(_ item: InboxItem) -> [String: Any] {
        let (ticket, escalation) = (item.ticket, item.escalation)
        let opensInbox = item.heap != nil
        return present([
            "key": "ticket-\(ticket.id)", "path": (opensInbox ? Path.inbox(ticket.id) : .ticket(ticket.id)).text,
            "number": ticket.number.description,
            "priority": ticket.priority == .low ? nil : words.priority(ticket.priority),
            "matter": words.matter(ticket.matter),
            "marks": words.marks(ticket.matter.marks),
            "text": opening(of: escalation?.question?.text ?? ticket.matter.text),
            "region": ticket.matter.region.map(words.choices.region), "term": words.term(ticket),
            "heap": item.heap.map { ["tone": Self.tone($0), "word": words("tickets.inbox.is.\($0.rawValue)")] },
            "state": escalation.flatMap { state($0, item.heap) },
            "branch": rights.seesBranches || item.heap == nil ? escalation.map { directory.name($0.branch) } : nil,
            "holder": escalation?.holder.map { names[$0] ?? words("staff.author.unknown") },
            "loops": escalation.flatMap { $0.loops > 0 ? words("tickets.inbox.loops", ["n": "\($0.loops)"]) : nil },
            "since": escalation.map { words("tickets.inbox.since", ["span": words.time.span(now - $0.movedAt)]) },
        ])
    }

    /// What the heap does not say already.
    private func state(_ escalation: Escalation, _ heap: InboxHeap?) -> String? {
        guard heap == .overdue || heap == .soon else { return nil }
        if escalation.question != nil { return words("tickets.inbox.is.asked") }
        return words("tickets.inbox.is.\(escalation.stage == .new ? "new" : "working")")
    }

    /// As much of a text as two lines of a telephone take.
    private func opening(of text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 140 ? line.prefix(140).split(separator: " ").dropLast().joined(separator: " ") + " …" : line
    }
}
