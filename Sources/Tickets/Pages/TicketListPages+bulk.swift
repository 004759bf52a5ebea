import Hummingbird
import Kernel
import Pages
import Staff

extension TicketListPages {
    /// `POST /tickets/bulk-changes`: one thing done to the tickets that are ticked.
    @Sendable func change(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsBulk)
        var form = try await Form.read(request, context)
        guard let deed = form["deed"].flatMap(TicketDeed.init(written:)) else { throw PageRefusal.unreadable }
        let chosen = form.all("ticket").compactMap { TicketID($0) }
        let filter = TicketFilter(form)
        let cursor: TicketCursor? = form.value("at")
        do {
            var random = SystemRandomNumberGenerator()
            let id = form.value("bulk") ?? TicketBulkID(at: context.arrivedAt, random: &random)
            try await tickets.change(
                chosen, deed, form["text"] ?? "", as: id, by: viewer.author, at: context.arrivedAt)
            return .redirect(to: .tickets(filter, at: cursor))
        } catch TicketBulkRefusal.noSuchBulk {
            throw PageRefusal.notFound
        } catch let refusal as TicketBulkRefusal {
            form.fail("text", "tickets.bulk.refused.\(refusal.rawValue)", refusal.blanks)
            return try await page(filter, at: cursor, form, context, status: .unprocessableContent)
        }
    }

    /// `POST /tickets/bulk-changes/7/undoings`: takes it back.
    @Sendable func undo(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsBulk)
        let id: TicketBulkID = try context.parameter("id")
        let form = try await Form.read(request, context)
        do {
            try await tickets.undo(id, by: viewer.author, at: context.arrivedAt)
            return .redirect(to: .tickets(TicketFilter(form), at: form.value("at")))
        } catch TicketBulkRefusal.noSuchBulk {
            throw PageRefusal.notFound
        } catch let refusal as TicketBulkRefusal {
            throw PageRefusal.conflict("tickets.bulk.refused.\(refusal.rawValue)")
        }
    }
}

extension TicketBulkRefusal {
    fileprivate var blanks: [String: String] {
        ["most": "\(self == .tooMany ? TicketBulk.most : Ticket.longestText)"]
    }
}

extension TicketDeed {
    static let all = TicketPriority.allCases.reversed().map(TicketDeed.priority) + [.note, .close]

    /// As forms write it: `priority.high`, `note`, `close`.
    var written: String {
        if case .priority(let priority) = self { return "priority.\(priority.rawValue)" }
        return kind.rawValue
    }

    init?(written text: String) {
        guard let deed = TicketDeed.all.first(where: { $0.written == text }) else { return nil }
        self = deed
    }
}
