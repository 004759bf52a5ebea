import Kernel
import Pages

extension MemberShow {
    /// What can be begun for a member, and what was; `false` for those who work on no changes.
    func services(
        _ member: Member, _ viewer: SignedIn, _ because: Subject?, _ context: PageContext
    ) async throws -> Any {
        guard let changes, viewer.may(.changesRead) else { return false }
        let words = ChangeWords(calendar, context)
        let contact = because.flatMap { ["call", "contact"].contains($0.kind) ? ContactID($0.id) : nil }
        let check = try await changes.identity(of: member.id, in: contact)
        let kinds = ChangeKind.allCases.filter { !$0.isOfStrangers && $0.isPossible(for: member) }
        return [
            "identity": Path.identity(member.id).with("for", because?.text).text,
            "level": words.level(check.level(.original)),
            "changes": try await changes.list(of: member.id).prefix(8).map { line in
                [
                    "path": Path.change(line.id).text, "kind": words(line.kind.titleKey),
                    "stage": words.stage(line.stage),
                ] as [String: Any]
            },
            "id": "\(member.id)", "because": because?.text ?? false as Any,
            "mayBegin": viewer.actor.may(.begin) && !kinds.isEmpty,
            "kinds": kinds.map { ["value": $0.rawValue, "word": words($0.titleKey)] },
        ] as [String: Any]
    }
}

extension ChangeKind {
    /// Whether a member's standing does not rule it out from the start; the form checks the rest.
    func isPossible(for member: Member) -> Bool {
        let isInsured = member.status.isInsured
        return switch self {
        case .familyRegistration: false
        case .reactivation: member.status == .arrears && member.segment == .selfPaying
        case .addMember, .classChange, .bankChange: isInsured && member.segment == .selfPaying
        case .employerToSelfPaying: [.employed, .stateEmployed].contains(member.segment)
        case .newborn, .facilityChange, .contactChange, .removal, .death: isInsured
        case .identityCorrection: member.status != .deceased
        }
    }
}
