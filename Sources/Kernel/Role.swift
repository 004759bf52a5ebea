/// What a person is employed for. A person may have several.
public enum Role: String, Sendable, Codable, CaseIterable, Hashable {
    case inbound, outbound, social, supervisor, quality, branch
    case backOffice = "back-office"
    case doctor
    case headOffice = "head-office"
    case finance, admin
}

/// One thing that a person may do. The table below is the only place that says who may.
public enum Permission: String, Sendable, Codable, CaseIterable, Hashable {
    /// Take calls at the desk.
    case desk
    /// Watch the live floor.
    case floor
    /// Act on the agents of the floor: send somebody off it.
    case floorAct = "floor.act"
    case membersRead = "members.read"
    /// Have masked numbers shown, for a reason.
    case membersUnmask = "members.unmask"
    /// See who looked at a member.
    case membersLooks = "members.looks"
    /// Write out all that is held on a member who asks for it.
    case membersExport = "members.export"
    /// Write down that a member agrees to something, or no longer.
    case membersConsent = "members.consent"
    /// Work on registrations and changes of data; what each role may do to one, Members says.
    case changesRead = "changes.read"
    /// The inbox of those who decide on changes or close them: back office, branch, and supervisors over them.
    case changesDecide = "changes.decide"
    /// Ring callers back who wait for the outcome of a change.
    case changesRing = "changes.ring"
    /// See how many register and change what, where.
    case changesTrends = "changes.trends"
    /// See the rules of contributions and what is proposed.
    case contributionsRead = "contributions.read"
    case contributionsPropose = "contributions.propose"
    /// Decide on what somebody else proposed.
    case contributionsApprove = "contributions.approve"
    /// Set what agents are reminded of, and when.
    case hintsEdit = "hints.edit"
    case contactsRead = "contacts.read"
    /// See one's own contacts only.
    case contactsOwn = "contacts.own"
    case contactsLog = "contacts.log"
    case ticketsRead = "tickets.read"
    case ticketsOpen = "tickets.open"
    /// Stop a ticket's clocks for a reason, and let them run on.
    case ticketsPause = "tickets.pause"
    /// Set how long tickets may take.
    case ticketsPolicies = "tickets.policies"
    case staffRead = "staff.read"
    case staffEdit = "staff.edit"
    /// See the branches, their hours and whom they serve.
    case branchesRead = "branches.read"
    case branchesEdit = "branches.edit"
    case promptsEdit = "prompts.edit"
    case planEdit = "plan.edit"
    case operate
}

extension Role {
    /// Denied unless it is written here.
    public var permissions: Set<Permission> {
        switch self {
        case .inbound: servesMembers([.desk, .changesRing, .contactsOwn, .contactsLog, .ticketsRead, .ticketsOpen])
        case .outbound: servesMembers([.desk, .changesRing, .contactsOwn, .contactsLog, .ticketsRead])
        case .social: servesMembers([.contactsOwn, .contactsLog, .ticketsRead, .ticketsOpen])
        case .supervisor:
            servesMembers([
                .floor, .floorAct, .contactsRead, .ticketsRead, .ticketsOpen, .ticketsPause, .ticketsPolicies,
                .staffRead, .membersLooks, .membersExport, .changesTrends, .changesDecide, .changesRing, .hintsEdit,
                .branchesRead,
            ])
        case .quality: [.contactsRead, .ticketsRead]
        case .branch: [.changesRead, .changesDecide, .ticketsRead]
        case .backOffice:
            [
                .membersRead, .membersExport, .membersConsent, .changesRead, .changesDecide, .changesTrends,
                .contributionsRead, .ticketsRead,
            ]
        case .doctor: [.membersRead, .contactsOwn]
        case .headOffice: [.floor, .changesTrends, .contributionsRead, .contributionsApprove, .branchesRead]
        case .finance: [.contributionsRead, .contributionsApprove]
        case .admin:
            [
                .membersLooks, .staffRead, .staffEdit, .promptsEdit, .planEdit, .operate, .contributionsRead,
                .contributionsPropose, .contributionsApprove, .branchesRead, .branchesEdit, .ticketsPolicies,
            ]
        }
    }

    /// Those who speak with members may do this besides.
    private func servesMembers(_ others: Set<Permission>) -> Set<Permission> {
        others.union([.membersRead, .membersUnmask, .membersConsent, .changesRead, .contributionsRead])
    }
}

extension Set<Role> {
    public func may(_ permission: Permission) -> Bool { contains { $0.permissions.contains(permission) } }
}
