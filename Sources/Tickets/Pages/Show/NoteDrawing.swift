import Kernel
import Pages

/// What may be written and tied on a ticket: the note's form with one's own draft, links, likely duplicates.
struct NoteDrawing {
    let record: TicketRecord
    let drafts: [NoteDraft]
    let time: WrittenTime
    let context: PageContext

    func model(_ form: Form, _ viewer: SignedIn) -> [String: Any] {
        let draft = drafts.first { $0.person == viewer.id }
        // What came back with a refusal is newer than the draft.
        let typed = form.values["note"]?.first ?? draft?.text ?? ""
        let isPrivate = form.values["note"] == nil ? draft?.isPrivate ?? false : form.isTicked("private")
        var model: [String: Any] = [
            "noteText": typed, "noteIsPrivate": isPrivate, "longestText": Ticket.longestText,
            "links": record.links.map(link), "hasLinks": !record.links.isEmpty,
            "duplicates": record.duplicates.map(duplicate), "isPart": false, "mayTie": viewer.may(.ticketsOpen),
            "typedLinkNumber": form["link-number"] ?? "", "typedMergeNumber": typedMerge(form),
            "linkKinds": Form.choices(
                TicketLinkKind.allCases.map { ($0.rawValue, context.text("tickets.link.\($0.rawValue)")) },
                chosen: [form["link-kind"] ?? TicketLinkKind.sameMember.rawValue]),
            "attachmentLimits": context.text(
                "tickets.attach.limits",
                ["size": "\(Attachment.largest / 1_024 / 1_024)", "count": "\(Attachment.mostOfTicket)"]),
            "keptDraft": false,
            // Somebody has to say whether they are about one thing.
            "tiesAreOpen": !record.duplicates.isEmpty
                || ["link-number", "merge-number", "unlink"].contains { form.errors[$0] != nil },
        ]
        if let into = record.mergedInto {
            model["isPart"] = ["path": Path.ticket(into.id).text, "number": into.number.description]
        }
        // On a closed ticket nothing can be added: what was typed stays to be read.
        if !record.ticket.isOpen, let draft { model["keptDraft"] = ["text": paragraphs(draft.text)] }
        return model
    }

    /// The likely duplicate stands there already, when there is only one.
    private func typedMerge(_ form: Form) -> String {
        if let typed = form["merge-number"] { return typed }
        let open = record.duplicates.filter(\.ticket.isOpen)
        return open.count == 1 ? open[0].ticket.number.description : ""
    }

    private func link(_ link: TicketLink) -> [String: Any] {
        [
            "linkPath": Path.ticket(link.other.id).text, "linkNumber": link.other.number.description,
            "linkKind": context.text(TicketLinkWords.key(link.kind, isFirst: link.isFirst)),
            "linkIsClosed": !link.other.isOpen, "linkID": link.other.id.description,
        ]
    }

    private func duplicate(_ found: LikelyDuplicate) -> [String: Any] {
        let apart = found.reason.apart
        let isLater = apart > .zero
        return [
            "otherPath": Path.ticket(found.ticket.id).text, "otherNumber": found.ticket.number.description,
            "otherIsOpen": found.ticket.isOpen,
            "why": context.text(
                isLater ? "tickets.duplicate.later" : "tickets.duplicate.earlier",
                ["span": time.span(isLater ? apart : .zero - apart)]),
        ]
    }
}
