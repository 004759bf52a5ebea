import Kernel
import Logging
import Pages
import Staff
import Synchronization

/// Who has which ticket open now, and what they are typing, shown to one another. A page that is closed ends its
/// stream, and its reader is gone with it. Of this process alone, and kept nowhere: drafts are in the database.
final class TicketReaders: Sendable {
    /// One open page.
    private struct Reader {
        let person: PersonID
        let name: String
        let language: Language
        let board: LiveBoard
    }

    private let tickets: TicketStore
    private let staff: StaffStore
    private let calendar: CentreCalendar
    private let views: Views
    private let logger = Logger(label: "ticket-pages")
    private let state = Mutex(State())

    private struct State {
        var readers: [TicketID: [LiveBoardID: Reader]] = [:]
        /// The tickets that are being drawn; true: and once more after it.
        var drawn: [TicketID: Bool] = [:]
    }

    init(tickets: TicketStore, staff: StaffStore, calendar: CentreCalendar, views: Views) {
        (self.tickets, self.staff, self.calendar, self.views) = (tickets, staff, calendar, views)
    }

    private typealias LiveBoardID = ObjectIdentifier

    /// The stream of a page that was opened; others see its reader until it ends.
    func events(of ticket: TicketID, for viewer: SignedIn, _ language: Language) -> AsyncStream<LiveEvent> {
        let board = LiveBoard()
        let id = ObjectIdentifier(board)
        let reader = Reader(person: viewer.id, name: viewer.name, language: language, board: board)
        state.withLock { $0.readers[ticket, default: [:]][id] = reader }
        Task { await show(ticket) }
        return board.events { [weak self] in
            self?.leave(ticket, id)
        }
    }

    private func leave(_ ticket: TicketID, _ id: LiveBoardID) {
        state.withLock { state in
            state.readers[ticket]?[id] = nil
            if state.readers[ticket]?.isEmpty == true { state.readers[ticket] = nil }
        }
        Task { await show(ticket) }
    }

    private func readers(of ticket: TicketID) -> [Reader] {
        state.withLock { Array(($0.readers[ticket] ?? [:]).values) }
    }

    // MARK: Showing

    /// Draws who is there and what they type on every open page of a ticket: one drawing after the other, so that the
    /// last one that is seen is the newest.
    func show(_ ticket: TicketID) async {
        let isAnothers = state.withLock { state in
            defer { state.drawn[ticket] = state.drawn[ticket] != nil }
            return state.drawn[ticket] != nil
        }
        guard !isAnothers else { return }
        while state.withLock({ $0.drawn[ticket] }) != nil {
            state.withLock { $0.drawn[ticket] = false }
            await draw(ticket)
            state.withLock { if $0.drawn[ticket] == false { $0.drawn[ticket] = nil } }
        }
    }

    private func draw(_ ticket: TicketID) async {
        let readers = readers(of: ticket)
        guard !readers.isEmpty else { return }
        do {
            let drafts = try await tickets.drafts(on: ticket)
            var names = Dictionary(readers.map { ($0.person, $0.name) }, uniquingKeysWith: { first, _ in first })
            for draft in drafts where names[draft.person] == nil {
                names[draft.person] = try await staff.person(draft.person)?.name
            }
            for reader in readers {
                let model = model(
                    present: readers, for: reader.person, drafts, { names[$0] ?? "" }, views.catalogue, reader.language)
                for part in ["tickets-presence", "tickets-drafts"] {
                    reader.board.show(part, try views.fragment(part, model, reader.language))
                }
            }
        } catch {
            logger.error("who reads a ticket was not shown", metadata: ["error": "\(error)"])
        }
    }

    /// Tells everybody else who has the ticket open that it is another now.
    func tell(_ ticket: TicketID, changedBy viewer: SignedIn, at moment: Timestamp) {
        for reader in readers(of: ticket) where reader.person != viewer.id {
            let time = WrittenTime(calendar, views.catalogue, reader.language)
            let words = views.catalogue.text(
                "tickets.news", reader.language, ["name": viewer.name, "when": time.clock(moment)])
            do {
                reader.board.show(
                    "tickets-news", try views.fragment("tickets-news", ["news": words], reader.language))
            } catch { logger.error("a ticket's news were not shown", metadata: ["error": "\(error)"]) }
        }
    }

    // MARK: Models

    /// As the page shows it before its stream is open.
    func model(
        of ticket: TicketID, for viewer: PersonID, _ drafts: [NoteDraft], _ names: AuthorNames, _ context: PageContext
    ) -> [String: Any] {
        model(
            present: readers(of: ticket), for: viewer, drafts, { names[$0] }, context.catalogue, context.language)
    }

    private func model(
        present: [Reader], for viewer: PersonID, _ drafts: [NoteDraft], _ name: (PersonID) -> String,
        _ catalogue: Catalogue, _ language: Language
    ) -> [String: Any] {
        let others = Dictionary(
            present.filter { $0.person != viewer }.map { ($0.person, $0.name) }, uniquingKeysWith: { one, _ in one })
        let time = WrittenTime(calendar, catalogue, language)
        let readers = others.values.sorted()
        return [
            "presence": readers.isEmpty
                ? false
                : catalogue.text("tickets.presence", language, ["names": readers.joined(separator: ", ")]) as Any,
            "othersDrafts": drafts.filter { $0.person != viewer }.map { draft -> [String: Any] in
                let key = others[draft.person] == nil ? "tickets.draft.left" : "tickets.draft.writing"
                let blanks = ["name": name(draft.person), "when": time.moment(draft.at)]
                return [
                    "whose": catalogue.text(key, language, blanks), "draftText": paragraphs(draft.text),
                    "draftIsPrivate": draft.isPrivate, "draftID": draft.person.description,
                ]
            },
        ]
    }
}
