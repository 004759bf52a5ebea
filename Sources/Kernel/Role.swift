/// What a person is employed for. A person may have several.
public enum Role: String, Sendable, Codable, CaseIterable, Hashable {
    case inbound, outbound, social, supervisor, quality, branch
    case backOffice = "back-office"
    case doctor
    /// Oversees the branches of one region of the insurer.
    case region
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
    /// Do one thing to many tickets of a list, and take it back.
    case ticketsBulk = "tickets.bulk"
    /// Take over the tickets of an older system.
    case ticketsImport = "tickets.import"
    /// Hand a ticket to a branch, pass it on to another, and answer what a branch asks.
    case escalationsOpen = "escalations.open"
    /// Take and answer what was handed to one's own branch. No other branch's is seen.
    case escalationsAnswer = "escalations.answer"
    /// See what was handed to branches: a region's people their region's, others all.
    case escalationsWatch = "escalations.watch"
    /// Set what contacts and tickets are about.
    case categoriesEdit = "categories.edit"
    /// See who calls again and again, and how many are served at once.
    case repeatsRead = "repeats.read"
    /// Ring participants: confirmations and reminders.
    case outboundWork = "outbound.work"
    /// See how ringing goes: lists, figures, people.
    case outboundWatch = "outbound.watch"
    /// Set tries, hours, scripts and numbers that are never rung; start and stop campaigns.
    case outboundPlan = "outbound.plan"
    /// Hand over lists of unpaid contributions.
    case remindersUpload = "reminders.upload"
    /// Have lists written out as files.
    case listsExport = "lists.export"
    /// See which notices could not be delivered, and have them sent again.
    case noticesRead = "notices.read"
    /// Give other programs keys of the interface, and see what was sent to them.
    case interfaceEdit = "interface.edit"
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
        case .inbound:
            servesMembers([
                .desk, .changesRing, .contactsOwn, .contactsLog, .ticketsRead, .ticketsOpen, .escalationsOpen,
            ])
        case .outbound:
            servesMembers([
                .desk, .changesRing, .contactsOwn, .contactsLog, .ticketsRead, .escalationsOpen, .outboundWork,
            ])
        case .social: servesMembers([.contactsOwn, .contactsLog, .ticketsRead, .ticketsOpen, .escalationsOpen])
        case .supervisor: supervises
        case .quality: [.contactsRead, .ticketsRead, .repeatsRead]
        case .branch: [.changesRead, .changesDecide, .escalationsAnswer]
        case .backOffice:
            [
                .membersRead, .membersExport, .membersConsent, .changesRead, .changesDecide, .changesTrends,
                .contributionsRead, .ticketsRead,
            ]
        case .doctor: [.membersRead, .contactsOwn]
        case .region: [.escalationsWatch, .listsExport]
        case .headOffice:
            [
                .floor, .changesTrends, .contributionsRead, .contributionsApprove, .branchesRead, .escalationsWatch,
                .outboundWatch, .repeatsRead, .listsExport,
            ]
        case .finance: [.contributionsRead, .contributionsApprove, .remindersUpload, .listsExport]
        case .admin: administers
        }
    }

    private var supervises: Set<Permission> {
        servesMembers([
            .floor, .floorAct, .contactsRead, .ticketsRead, .ticketsOpen, .ticketsPause, .ticketsPolicies, .ticketsBulk,
            .escalationsOpen, .escalationsWatch, .categoriesEdit, .repeatsRead, .outboundWatch, .outboundPlan,
            .listsExport, .noticesRead, .staffRead, .membersLooks, .membersExport, .changesTrends, .changesDecide,
            .changesRing, .hintsEdit, .branchesRead,
        ])
    }

    private var administers: Set<Permission> {
        [
            .membersLooks, .staffRead, .staffEdit, .promptsEdit, .planEdit, .operate, .contributionsRead,
            .contributionsPropose, .contributionsApprove, .branchesRead, .branchesEdit, .ticketsPolicies,
            .ticketsImport, .categoriesEdit, .noticesRead, .interfaceEdit,
        ]
    }

    /// Those who speak with members may do this besides.
    private func servesMembers(_ others: Set<Permission>) -> Set<Permission> {
        others.union([.membersRead, .membersUnmask, .membersConsent, .changesRead, .contributionsRead])
    }
}

extension Set<Role> {
    public func may(_ permission: Permission) -> Bool { contains { $0.permissions.contains(permission) } }
}
