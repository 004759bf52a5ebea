import Kernel
import Pages
import Staff

/// Where and when a family that was registered pays first. Virtual accounts are made of a card's digits, so they are
/// there once a card is, and are masked as it is.
struct ChangePayment {
    let members: MemberStore
    let words: ChangeWords

    /// `false` for other changes, and for one that is not on its way.
    func model(_ seen: ChangeStore.Seen, _ viewer: SignedIn, at moment: Timestamp) async throws -> Any {
        guard seen.change.kind == .familyRegistration else { return false }
        var model: [String: Any] = ["wait": false, "follows": false, "numbers": [Any](), "masked": false]
        switch seen.change.stage {
        case .awaitingRegistry, .waiting, .taken:
            if case .between(let first, let last) = seen.reading.promise.payment {
                model["wait"] = words("members.changes.payment.wait", ["first": "\(first)", "last": "\(last)"])
            }
            model["follows"] = words("members.changes.payment.after-approval")
        case .approved(let day, _):
            if let window = seen.reading.promise.firstPayment(approvedOn: day) {
                model["wait"] = words.notice(.payBetween(window.lowerBound, window.upperBound))
            }
            if seen.change.accounts.isEmpty { try await fill(&model, seen, viewer, at: moment) }
        default: return false
        }
        return model
    }

    private func fill(
        _ model: inout [String: Any], _ seen: ChangeStore.Seen, _ viewer: SignedIn, at moment: Timestamp
    ) async throws {
        guard let family = seen.reading.familyCard else { return }
        let found = try await members.find(
            .family(family), because: seen.change.subject, by: viewer.author, at: moment)
        guard let member = found.first(where: { $0.segment.paysForItself && !$0.card.isProvisional }) else {
            model["follows"] = words("members.changes.payment.with-card")
            return
        }
        guard member.summary(for: viewer.roles).card == member.card.digits else {
            model["masked"] = Path.member(member.id).text
            return
        }
        model["numbers"] = PayingBank.allCases.map {
            ["bank": $0.rawValue.uppercased(), "number": $0.account(of: member.card).digits]
        }
    }
}
