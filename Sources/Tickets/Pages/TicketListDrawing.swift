import Contacts
import Kernel
import Pages

/// One page of the list as its model.
struct TicketListDrawing {
    let filter: TicketFilter
    /// Where the page begins, as it was asked for.
    let cursor: TicketCursor?
    let page: TicketPage
    let viewer: SignedIn
    let words: TicketWords
    let context: PageContext

    /// - Parameter chosen: the tickets that are ticked.
    func model(_ form: Form, chosen: Set<String>) -> [String: Any] {
        var model = present([
            "count": length(page.count), "isCut": page.isCut,
            "query": filter.words ?? "", "states": states, "ofState": hidden.first { $0["name"] == "state" },
            "colours": choices(TicketColour.allCases, "colour", filter.colour),
            "priorities": choices(TicketPriority.allCases.reversed(), "priority", filter.priority),
            "categories": words.choices.categories(chosen: filter.category),
            "regions": words.choices.regions(chosen: filter.region),
            "from": filter.from?.description ?? "", "until": filter.until?.description ?? "",
            "isMine": filter.isMine,
            "hasMore": filter.region != nil || filter.from != nil || filter.until != nil || filter.isMine,
            "fields": hidden, "at": cursor?.description,
            "form": form.model(context),
            "tickets": page.tickets.map { row($0, isChosen: chosen.contains($0.id.description)) },
            "isEmpty": page.tickets.isEmpty,
            "emptyWords": context.text(filter.isNarrow ? "tickets.empty.filtered" : "tickets.empty.all"),
            "all": filter.isNarrow ? Path.tickets(TicketFilter(state: filter.state)).text : nil,
            "mayKeep": !filter.isPersonal && filter != TicketFilter(), "mayShare": viewer.may(.ticketsBulk),
        ])
        if page.previous != nil || page.next != nil {
            model["paging"] = present([
                "previous": page.previous.map { Path.tickets(filter, at: $0).text },
                "first": page.previous == nil ? nil : Path.tickets(filter).text,
                "next": page.next.map { Path.tickets(filter, at: $0).text },
            ])
        }
        model["mayBulk"] = viewer.may(.ticketsBulk)
        if viewer.may(.ticketsBulk) { model["bulk"] = bulkForm(form) }
        return model
    }

    /// The filter again, for forms that lead back to this list.
    private var hidden: [[String: String]] { filter.fields.map { ["name": $0.name, "value": $0.value] } }

    private func row(_ ticket: Ticket, isChosen: Bool) -> [String: Any] {
        [
            "id": ticket.id.description, "path": Path.ticket(ticket.id).text, "number": ticket.number.description,
            "colour": words.colour(ticket.colour), "priority": words.priority(ticket.priority),
            "matter": words.matter(ticket.matter),
            "region": ticket.matter.region.map(words.choices.region) ?? "",
            "text": excerpt(ticket.matter.text), "openedAt": words.time.moment(ticket.openedAt),
            "term": words.term(ticket), "closed": !ticket.isOpen, "chosen": isChosen,
        ]
    }

    /// As much of a text as a row takes, ended at a word.
    private func excerpt(_ text: String) -> String {
        let most = 160
        guard text.count > most else { return text }
        let words = text.prefix(most).split(whereSeparator: \.isWhitespace)
        return words.dropLast(words.count > 1 ? 1 : 0).joined(separator: " ") + " …"
    }

    // MARK: Filters

    /// What presses and what is late have views of their own.
    private var states: [[String: Any]] {
        [TicketFilter.State.open, .closed, .all].map { state in
            var other = filter
            other.state = state
            return [
                "path": Path.tickets(other).text, "word": context.text("tickets.state.\(state.rawValue)"),
                "here": state == filter.state,
            ]
        }
    }

    private func choices<Choice: RawRepresentable<String> & Equatable>(
        _ choices: [Choice], _ kind: String, _ chosen: Choice?
    ) -> [[String: Any]] {
        Form.choices(
            choices.map { ($0.rawValue, context.text("tickets.\(kind).\($0.rawValue)")) },
            chosen: Set(chosen.map { [$0.rawValue] } ?? []))
    }

    // MARK: Views

    func tabs(_ own: [TicketView], _ counts: [TicketCount]) -> [[String: Any]] {
        let house = HouseView.allCases.map { view in
            tab(context.text("tickets.views.house.\(view.rawValue)"), view.filter)
        }
        let kept = own.map { view -> [String: Any] in
            var line = tab(view.name, view.filter)
            line["shared"] = view.isShared
            if view.mayBeRemoved(by: viewer.id, mayShare: viewer.may(.ticketsBulk)), view.filter == filter {
                line["removal"] = Path.removal(of: view.id).text
            }
            return line
        }
        return zip(house + kept, counts).map { tab, count in
            tab.merging(["count": short(count)]) { own, _ in own }
        }
    }

    private func tab(_ name: String, _ other: TicketFilter) -> [String: Any] {
        ["name": name, "path": Path.tickets(other).text, "here": other == filter]
    }

    // MARK: Many at once

    private func bulkForm(_ form: Form) -> [String: Any] {
        var random = SystemRandomNumberGenerator()
        let id = TicketBulkID(at: context.arrivedAt, random: &random)
        return [
            "path": Path.ticketBulks.text, "id": id.description,
            "deeds": Form.choices(
                TicketDeed.all.map { ($0.written, context.text("tickets.bulk.deed.\($0.written)")) },
                chosen: [form["deed"] ?? TicketDeed.note.written]),
        ]
    }

    /// What the reader changed last, and how to take it back.
    func bulk(_ bulk: TicketBulk) -> [String: Any] {
        let blanks = [
            "done": "\(bulk.done)", "undone": "\(bulk.done - bulk.kept.count)",
            "deed": context.text("tickets.bulk.did.\(bulk.deed.rawValue)"),
        ]
        let undo = bulk.undoableUntil(context.arrivedAt).map { until in
            [
                "path": Path.undoing(of: bulk.id).text,
                "until": context.text("tickets.bulk.until", ["clock": words.time.clock(until)]),
            ]
        }
        return present([
            "what": context.text(bulk.undoneAt == nil ? "tickets.bulk.done" : "tickets.bulk.undone", blanks),
            "undo": undo,
            "left": bulk.undoneAt == nil
                ? bulk.refused.map { left($0, "tickets.refused") } : bulk.kept.map { left($0, "tickets.bulk.kept") },
        ])
    }

    private func left<Reason: RawRepresentable<String>>(
        _ left: TicketBulk.Left<Reason>, _ key: String
    ) -> [String: Any] {
        [
            "number": left.number.description, "path": Path.ticket(left.ticket).text,
            "why": context.text("\(key).\(left.reason.rawValue)", ["most": "\(Ticket.longestText)"]),
        ]
    }

    // MARK: Figures

    private func length(_ count: TicketCount) -> String {
        switch count {
        case .exactly(let count): context.text("tickets.count", ["count": grouped(count)])
        case .moreThan(let count): context.text("tickets.count-more", ["count": grouped(count)])
        }
    }

    private func short(_ count: TicketCount) -> String {
        switch count {
        case .exactly(let count): "\(count)"
        case .moreThan(let count): "\(count)+"
        }
    }

    /// `10.000`
    private func grouped(_ number: Int) -> String {
        let separator = context.language == .id ? "." : ","
        var digits = Array(String(number))
        for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(contentsOf: separator, at: place) }
        return String(digits)
    }
}
