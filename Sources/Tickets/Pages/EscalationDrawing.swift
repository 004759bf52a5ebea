import Contacts
import Kernel
import Pages
import Staff

/// Where a ticket stands with a branch, on the centre's page of it.
struct EscalationDrawing {
    let ticket: Ticket
    let standing: EscalationStanding
    let words: TicketWords
    let escalations: EscalationWords

    private var context: PageContext { escalations.context }

    /// nil where there is nothing to tell and nothing to do.
    func model(_ form: Form, for viewer: SignedIn) -> [String: Any]? {
        let mayAct = ticket.isOpen && viewer.may(.escalationsOpen)
        var model: [String: Any] = ["path": Path.ticket(ticket.id).text, "form": form.model(context)]
        if let escalation = standing.escalation {
            model["here"] = here(escalation)
            model["replies"] = mayAct && escalation.question != nil
            model["passes"] = mayAct && escalation.stage != .done ? chooser(but: escalation.branch, form) : false as Any
            model["hands"] = false
        } else {
            guard ticket.colour == .red || mayAct else { return nil }
            model["missing"] = ticket.colour == .red && ticket.isOpen
            model["hands"] = mayAct ? handing(form) : false as Any
        }
        model["refusal"] = refusal(form, model) ?? false as Any
        return model
    }

    /// What was refused has no form to stand in when somebody else did the same a moment before.
    private func refusal(_ form: Form, _ model: [String: Any]) -> String? {
        let isShown = ["hands", "passes"].contains { model[$0] is [String: Any] }
        let errors =
            (isShown ? [] : ["branch", "branch-reason"]) + (model["replies"] as? Bool == true ? [] : ["reply"])
        return errors.compactMap { form.errors[$0] }.first.map { context.text($0.key, $0.arguments) }
    }

    private func here(_ escalation: Escalation) -> [String: Any] {
        present([
            "standing": escalations.standing(escalation), "sentAt": words.time.moment(escalation.sentAt),
            "loops": escalation.loops > 0 ? escalations("tickets.inbox.loops", ["n": "\(escalation.loops)"]) : nil,
            "question": escalation.question.map(escalations.remark),
            "answer": escalation.answer.map(escalations.answer),
        ])
    }

    private func handing(_ form: Form) -> [String: Any] {
        var model = chooser(but: nil, form)
        if ticket.colour == .red { model["open"] = true }
        guard let route = standing.route else { return model }
        model["why"] = escalations.route(route, region: words.choices.region)
        if form["branch"] == nil, let branch = route.branch { model["typed"] = standing.directory.label(branch) }
        return model
    }

    private func chooser(but code: BranchCode?, _ form: Form) -> [String: Any] {
        [
            "branches": standing.directory.choices(but: code, context), "typed": form["branch"] ?? "",
            "longest": "\(Ticket.longestText)",
            "open": form.errors["branch"] != nil || form.errors["branch-reason"] != nil,
        ]
    }
}
