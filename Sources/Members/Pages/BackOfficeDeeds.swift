import Kernel
import Pages
import Staff

/// What somebody can do about a change now, or why not, in words.
struct BackOfficeDeeds {
    typealias Deed = BackOfficeChangePages.Deed

    let opened: ChangeStore.Opened
    let rights: OfficeRights
    let names: AuthorNames
    let words: OfficeWords

    private var change: ChangeCase { opened.change }

    func model(_ refused: Refused?, _ context: PageContext) -> [String: Any] {
        let open = open
        var model: [String: Any] = [
            "why": why ?? false as Any, "path": Path.backOffice(change.id).text, "any": !open.isEmpty,
            "longest": ChangeCase.longestReason,
        ]
        for deed in Deed.allCases {
            model[deed.rawValue] = open.contains(deed) ? form(deed, refused, context) as Any : false
        }
        // What was refused because the change has moved on has no form left to stand in.
        let gone = refused.flatMap { open.contains($0.deed) ? nil : $0.form.errors.values.first }
        model["refusal"] = gone.map { words($0.key, $0.arguments) } ?? false as Any
        return model
    }

    private func form(_ deed: Deed, _ refused: Refused?, _ context: PageContext) -> [String: Any] {
        let form = refused.flatMap { $0.deed == deed ? $0.form : nil } ?? Form()
        func said(_ field: String) -> Any {
            form.errors[field].map { words($0.key, $0.arguments) } ?? false as Any
        }
        var model: [String: Any] = [
            "act": act(deed), "deedError": said("deed"), "textError": said(deed.textField),
            "outcomeError": said("outcome"), "text": form.verbatim(deed.textField), "isOpen": !form.isSound,
        ]
        if deed == .closures {
            model["outcomes"] = Form.choices(
                BranchOutcome.allCases.map { ($0.rawValue, words($0.key)) }, chosen: Set(form.all("outcome")))
        }
        return model
    }

    private func act(_ deed: Deed) -> String {
        guard deed == .approvals, change.submission?.decider == .twoPeople else {
            return words("members.office.act.\(deed.rawValue)")
        }
        return words("members.office.act.approvals-\(change.approvals.isEmpty ? "first" : "second")")
    }

    /// The buttons that do what they say.
    private var open: Set<Deed> {
        switch change.stage {
        case .waiting where rights.decides && !isOwn && !hasApproved: [.takings]
        case .taken(let holder, _) where holder == rights.viewer.id && rights.decides:
            [.approvals, .returns, .handovers, .releases]
        case .taken where rights.actor.roles.contains(.supervisor): [.releases]
        case .atBranch where rights.closes: [.closures, .corrections]
        default: []
        }
    }

    private var isOwn: Bool { change.hands.contains(rights.viewer.id) }
    private var hasApproved: Bool { change.approvals.contains { $0.by == rights.viewer.id } }

    /// Why there is no button, or who has it.
    private var why: String? {
        switch change.stage {
        case .waiting where !rights.decides: words("members.office.why.waiting")
        case .waiting where isOwn: words(ChangeRefusal.ownChange.key)
        case .waiting where hasApproved: words(ChangeRefusal.anotherPersonNeeded.key)
        case .taken(let holder, let at) where holder != rights.viewer.id:
            words("members.office.why.taken", ["name": names[holder], "at": words.time.moment(at)])
        case .draft, .returned: words("members.office.why.with-agents")
        case .awaitingRegistry(let tries, let next):
            words("members.office.why.registry", ["tries": "\(tries)", "next": words.time.moment(next)])
        case .atBranch where !rights.closes: words("members.office.why.at-branch")
        case .approved, .closed, .withdrawn, .lapsed: words("members.office.why.ended")
        case .waiting, .taken, .atBranch: nil
        }
    }
}
