import Contacts
import Foundation
import Kernel
import Staff
import Tickets

/// A moment as programs write it: RFC 3339 in UTC with milliseconds.
struct WrittenMoment: Codable {
    let moment: Timestamp

    init(_ moment: Timestamp) { self.moment = moment }

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        func refused() -> DecodingError {
            .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not a moment of RFC 3339"))
        }
        let date: Date
        do {
            date = try text.contains(".") ? Self.style.parse(text) : Date.ISO8601FormatStyle().parse(text)
        } catch {
            throw refused()
        }
        // From 1900 to 2200: what lies beyond is a slip, and may not fit.
        guard (-2_208_988_800...7_258_118_400).contains(date.timeIntervalSince1970) else { throw refused() }
        moment = Timestamp(microseconds: Int64((date.timeIntervalSince1970 * 1_000).rounded()) * 1_000)
    }

    func encode(to encoder: any Encoder) throws {
        let date = Date(timeIntervalSince1970: Double(moment.microseconds) / 1_000_000)
        var container = encoder.singleValueContainer()
        try container.encode(date.formatted(Self.style))
    }

    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}

/// One page of a list, in the order of names; `next` asks for what follows.
struct ListResource<Item: Encodable>: Encodable {
    let items: [Item]
    /// nil at the end.
    let next: String?
}

struct TicketResource: Encodable {
    let id: TicketID
    let number: TicketNumber
    let state: String
    let colour: TicketColour
    let priority: TicketPriority
    let category: String
    let kind: ContactKind
    let region: String?
    let text: String
    let marks: [UrgentMark]
    let member: MemberID?
    let contact: ContactID?
    let openedAt: WrittenMoment
    let dueAt: WrittenMoment
    let isLate: Bool
    let closedAt: WrittenMoment?
    let closingText: String?

    init(_ ticket: Ticket, at moment: Timestamp) {
        (id, number) = (ticket.id, ticket.number)
        state = ticket.isOpen ? "open" : "closed"
        (colour, priority) = (ticket.colour, ticket.priority)
        let matter = ticket.matter
        (category, kind, region, text) = (matter.category, matter.kind, matter.region, matter.text)
        marks = UrgentMark.allCases.filter(matter.marks.contains)
        (member, contact) = (matter.member, matter.contact)
        (openedAt, dueAt) = (WrittenMoment(ticket.openedAt), WrittenMoment(ticket.dueAt))
        isLate = ticket.isLate(at: moment)
        closedAt = ticket.closing.map { WrittenMoment($0.at) }
        closingText = ticket.closing?.text
    }
}

struct EscalationResource: Encodable {
    struct Remark: Encodable {
        let text: String
        let at: WrittenMoment

        init(_ remark: Escalation.Remark) { (text, at) = (remark.text, WrittenMoment(remark.at)) }
    }

    struct Answer: Encodable {
        let status: AnswerStatus
        let text: String
        let at: WrittenMoment
    }

    let ticket: TicketID
    let branch: String
    let stage: EscalationStage
    let sentAt: WrittenMoment
    let movedAt: WrittenMoment
    let loops: Int
    let question: Remark?
    let answer: Answer?

    init(_ escalation: Escalation) {
        (ticket, branch, stage) = (escalation.ticket, escalation.branch.text, escalation.stage)
        (sentAt, movedAt) = (WrittenMoment(escalation.sentAt), WrittenMoment(escalation.movedAt))
        loops = escalation.loops
        question = escalation.question.map(Remark.init)
        answer = escalation.answer.map {
            Answer(status: $0.status, text: $0.remark.text, at: WrittenMoment($0.remark.at))
        }
    }
}

struct ContactResource: Encodable {
    let id: ContactID
    let channel: ContactChannel
    let openedAt: WrittenMoment
    let endedAt: WrittenMoment?
    let isCut: Bool
    let category: String?
    let kind: ContactKind?
    let outcome: ContactOutcome?
    let region: String?
    let note: String?
    let member: MemberID?

    init(_ contact: ContactSummary) {
        (id, channel, isCut) = (contact.id, contact.channel, contact.isCut)
        (openedAt, endedAt) = (WrittenMoment(contact.openedAt), contact.endedAt.map(WrittenMoment.init))
        let log = contact.log
        (category, kind, outcome) = (log?.category, log?.kind, log?.outcome)
        (region, note, member) = (log?.region, log?.note, log?.member)
    }
}

struct WebhookResource: Encodable {
    let id: WebhookID
    let url: String
    let events: [WebhookEvent]
    let madeAt: WrittenMoment
    /// Told once, when it is made.
    let secret: String?

    init(_ webhook: Webhook, secret: String? = nil) {
        (id, url, madeAt) = (webhook.id, webhook.url.text, WrittenMoment(webhook.madeAt))
        (events, self.secret) = (webhook.events.inOrder, secret)
    }
}

struct DeliveryResource: Encodable {
    let event: Int64
    let subject: String
    let state: WebhookDelivery.State
    let tries: Int
    let lastStatus: Int?
    let lastAt: WrittenMoment?

    init(_ delivery: WebhookDelivery) {
        (event, subject, state, tries) = (delivery.event, delivery.subject, delivery.state, delivery.tries)
        (lastStatus, lastAt) = (delivery.lastStatus, delivery.lastAt.map(WrittenMoment.init))
    }
}
