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
    case contactsRead = "contacts.read"
    /// See one's own contacts only.
    case contactsOwn = "contacts.own"
    case contactsLog = "contacts.log"
    case ticketsRead = "tickets.read"
    case ticketsOpen = "tickets.open"
    case staffRead = "staff.read"
    case staffEdit = "staff.edit"
    case promptsEdit = "prompts.edit"
    case planEdit = "plan.edit"
    case operate
}

extension Role {
    /// Denied unless it is written here.
    public var permissions: Set<Permission> {
        switch self {
        case .inbound: [.desk, .membersRead, .contactsOwn, .contactsLog, .ticketsRead, .ticketsOpen]
        case .outbound: [.desk, .membersRead, .contactsOwn, .contactsLog, .ticketsRead]
        case .social: [.membersRead, .contactsOwn, .contactsLog, .ticketsRead, .ticketsOpen]
        case .supervisor: [.floor, .floorAct, .membersRead, .contactsRead, .ticketsRead, .ticketsOpen, .staffRead]
        case .quality: [.contactsRead, .ticketsRead]
        case .branch: [.ticketsRead]
        case .backOffice: [.membersRead, .ticketsRead]
        case .doctor: [.membersRead, .contactsOwn]
        case .headOffice: [.floor]
        case .finance: []
        case .admin: [.staffRead, .staffEdit, .promptsEdit, .planEdit, .operate]
        }
    }
}

extension Set<Role> {
    public func may(_ permission: Permission) -> Bool { contains { $0.permissions.contains(permission) } }
}
