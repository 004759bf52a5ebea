import Contacts
import Database
import Kernel
import Pages
import Staff

/// A ticket's story as its page tells it: facts and contacts of every channel in one order, the newest last, with
/// those of the tickets that became part of it.
struct TicketStory {
    let record: TicketRecord
    /// Of the member of the ticket, and of the tickets themselves.
    let contacts: [ContactSummary]
    let attachments: AttachmentDrawing
    let telling: StoryTelling
    let viewer: SignedIn

    func lines() throws -> [[String: Any]] {
        var lines: [(at: Timestamp, model: [String: Any])] = try record.facts.compactMap { entry in
            guard !isToldTwice(entry), let line = try StoryTellers.line(entry, telling) else { return nil }
            return (entry.at, model(line, at: entry.at, by: line.who ?? telling.names[entry.author], of: entry.subject))
        }
        if viewer.may(.contactsRead) || viewer.may(.contactsOwn) {
            for contact in contacts {
                // Before what was written down in it.
                let place = lines.firstIndex { $0.at >= contact.openedAt } ?? lines.endIndex
                lines.insert((contact.openedAt, model(contact)), at: place)
            }
        }
        return lines.map(\.model)
    }

    /// A merger stands on both tickets; told together it is one.
    private func isToldTwice(_ entry: JournalEntry) -> Bool {
        entry.kind == TicketFact.Merged.kind && entry.subject != .ticket(record.ticket.id)
    }

    private func model(_ line: StoryLine, at moment: Timestamp, by who: String, of subject: Subject) -> [String: Any] {
        var model: [String: Any] = [
            "when": telling.words.time.moment(moment), "who": who, "what": line.what, "said": line.said,
            "isPrivate": line.isPrivate, "part": part(subject) ?? false as Any, "isContact": false, "open": false,
            "file": false,
        ]
        if let place = line.place { model["open"] = ["path": place.path.text, "words": place.words] }
        if var file = line.attachment.flatMap(attachments.file) {
            // The line says it already.
            file["fileIsPrivate"] = false
            model["file"] = file
        }
        return model
    }

    /// The number of the part that a fact is of.
    private func part(_ subject: Subject) -> String? {
        record.parts.first { .ticket($0.id) == subject }?.number.description
    }

    private func model(_ contact: ContactSummary) -> [String: Any] {
        let (words, log) = (telling.words, contact.log)
        let about = log.map { [words.choices.category($0.category), words.choices.outcome($0.outcome)] }
        let mayOpen = viewer.may(.contactsRead) || contact.agent == viewer.id
        return [
            "when": words.time.moment(contact.openedAt), "who": telling.names[contact.agent],
            "what":
                ([words.choices.channel(contact.channel, contact.direction)]
                + (about ?? [telling.text("tickets.story.unlogged")])).joined(separator: " · "),
            "said": isOwn(contact) ? [] : paragraphs(log?.note ?? ""), "isPrivate": false, "part": false,
            "isContact": true, "file": false,
            "open": mayOpen
                ? ["path": Path.contact(contact.id).text, "words": telling.text("tickets.contact-open")]
                : false as Any,
        ]
    }

    /// What was written down in it is the ticket's own text, which stands on the next line.
    private func isOwn(_ contact: ContactSummary) -> Bool {
        record.tickets.contains { $0.matter.contact == contact.id && $0.matter.text == contact.log?.note }
    }
}

extension TicketRecord {
    /// Whether a contact of the member belongs to the story: a ticket came from it, it names one, or it was held while
    /// one was open.
    func includes(_ contact: ContactSummary) -> Bool {
        tickets.contains { ticket in
            if ticket.matter.contact == contact.id { return true }
            if let note = contact.log?.note.uppercased(), note.contains(ticket.number.description) { return true }
            return contact.openedAt >= ticket.openedAt && contact.openedAt <= ticket.closing?.at ?? .distantFuture
        }
    }
}
