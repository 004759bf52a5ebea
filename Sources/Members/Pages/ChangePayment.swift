import Kernel
import Pages
import Staff

/// Where and when whoever becomes insured pays first. Virtual accounts are made of a card's digits, so they are there
/// once a card is, and are masked as it is.
struct ChangePayment {
    let members: MemberStore
    let words: ChangeWords

    /// `false` for other changes, and for one that is not on its way.
    func model(_ seen: ChangeStore.Seen, _ viewer: SignedIn, at moment: Timestamp) async throws -> Any {
        let promise = seen.change.submission?.promise ?? seen.reading.promise
        guard seen.change.kind.isRegistration, promise.payment != .nothing else { return false }
        var model: [String: Any] = ["wait": false, "follows": false, "numbers": [Any](), "masked": false]
        if let day = seen.change.doneOn {
            if let window = promise.firstPayment(approvedOn: day) {
                let isNow = window.lowerBound == window.upperBound
                model["wait"] = words.notice(isNow ? .payAtOnce : .payBetween(window.lowerBound, window.upperBound))
            }
            try await fill(&model, seen, viewer, at: moment)
            return model
        }
        guard seen.change.isOpen, !seen.change.stage.isEditable else { return false }
        if case .between(let first, let last) = promise.payment {
            model["wait"] = words("members.changes.payment.wait", ["first": "\(first)", "last": "\(last)"])
        }
        if seen.change.kind == .familyRegistration {
            model["follows"] = words("members.changes.payment.after-approval")
        } else {
            try await fill(&model, seen, viewer, at: moment)
        }
        return model
    }

    private func fill(
        _ model: inout [String: Any], _ seen: ChangeStore.Seen, _ viewer: SignedIn, at moment: Timestamp
    ) async throws {
        guard let family = seen.change.payingFamily else { return }
        let found = try await members.find(
            .family(family), because: seen.change.subject, by: viewer.author, at: moment)
        guard let card = found.cardToPayBy, let member = found.first(where: { $0.card == card }) else {
            model["follows"] = words("members.changes.payment.with-card")
            return
        }
        guard member.summary(for: viewer.roles).card == card.digits else {
            model["masked"] = Path.member(member.id).text
            return
        }
        model["numbers"] = PayingBank.allCases.map {
            ["bank": $0.rawValue.uppercased(), "number": $0.account(of: card).digits]
        }
    }
}
