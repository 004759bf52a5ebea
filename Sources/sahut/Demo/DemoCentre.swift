import Contacts
import Database
import Foundation
import Kernel
import Members
import Staff

/// The demo's story: two sites, their teams and 89 agents, the other houses' people, members with families, a month
/// of contacts.
enum DemoCentre {
    static let password = "sahut-demo-2026"

    /// One person of each role, to sign in as.
    static let guests: [(userName: String, name: String, role: Role)] = [
        ("sari", "Sari Puspita Lestari", .inbound), ("budi", "Budi Hartono Wijaya", .supervisor),
        ("rina", "Rina Anggraini", .outbound), ("dimas", "Dimas Pratama", .social), ("ratna", "Ratna Kusuma", .quality),
        ("joko", "Joko Susanto", .branch), ("wulan", "Wulan Handayani", .backOffice),
        ("citra", "Citra Maharani", .doctor),
        ("laras", "Laras Wulandari", .region), ("hadi", "Hadi Nugroho", .headOffice),
        ("fajar", "Fajar Ramadhan", .finance),
        ("admin", "Ayu Rahmawati", .admin),
    ]

    /// Makes the tables and, in an empty database, the people. Progress goes to standard error.
    static func prepare(_ configuration: SahutConfiguration) async throws {
        let database = try CentreDatabase.open(configuration)
        try await database.migrate(CentreDatabase.migrations)
        let clock = SystemClock()
        let staff = StaffStore(database, clock: clock)
        if try await staff.list(withDisabled: true).isEmpty {
            var random = SeededRandom(seed: 165)
            try await openBranches(BranchStore(database), at: clock.now())
            say("Hiring people …")
            let agents = try await hire(staff, &random)
            say("Enrolling members …")
            let members = DemoMembers.everybody(at: clock.now())
            // Taken over before anything of it was changed here.
            try await MemberStore(database).enrol(
                members, by: .system("demo"), at: clock.now() - DemoChanges.registerAge)
            try await ChangeStore.house(database, calendar: .jakarta).put(DemoMembers.facilities)
            say("Remembering who paid …")
            try await DemoContributions.keep(members, in: ContributionStore(database), at: clock.now())
            say("Remembering a month of contacts …")
            try await DemoContacts.write(2_400, with: members, agents, in: database, before: clock.now(), &random)
            say("Filing ten weeks of changes …")
            let filed = try await DemoChanges.keep(members, staff, in: database, at: clock.now())
            say("Sending tickets to branches and back …")
            let tickets = try await DemoTickets.keep(members, staff, in: database, configuration, at: clock.now())
            say("Ringing those who owe …")
            let reminders = try await DemoReminders.keep(members, staff, in: database, at: clock.now())
            say(
                """
                \(agents.count) agents, \(members.count) members, 2,400 contacts, \(filed) changes, \
                \(tickets) tickets, \(reminders) reminders.
                """)
        }
        try await database.close()
    }

    /// All that a centre starts with, and those that serve the demo's regencies do so.
    private static func openBranches(_ store: BranchStore, at now: Timestamp) async throws {
        try await store.begin(by: .system("demo"), at: now)
        let served = Dictionary(grouping: DemoMembers.branches.keys) { DemoMembers.branches[$0] ?? "" }
        let routing = try await store.routing()
        for (name, regencies) in served.sorted(by: { $0.key < $1.key }) {
            guard let branch = routing.branch(named: name) else { throw BranchRefusal.notFound }
            try await store.edit(
                branch.code, branch, serving: Set(regencies.compactMap { RegencyCode($0) }), by: .system("demo"),
                at: now)
        }
    }

    static func address(_ configuration: SahutConfiguration) -> String {
        let web = configuration.web
        let host = web.host == "127.0.0.1" ? "localhost" : web.host
        return "\(web.tls == .off ? "http" : "https")://\(host):\(web.port)"
    }

    static func welcome(_ configuration: SahutConfiguration, at address: String) -> String {
        let people = guests.map { guest in
            "    \(guest.userName.padding(toLength: 8, withPad: " ", startingAt: 0)) \(guest.role.rawValue)"
        }
        return """

            Sahut answers.

              Pages      \(address)/demo
              Telephone  sip:165@\(configuration.sip.host):\(configuration.sip.port) (UDP or TCP)
              Password   \(password)  for everyone:
            \(people.joined(separator: "\n"))

              No SIP phone? Sign in as sari, open the desk, say Siap, then press the button on \(address)/demo
              or run: sahut demo call

            """
    }

    private static func hire(_ staff: StaffStore, _ random: inout SeededRandom) async throws -> [PersonID] {
        let author = Author.system("demo")
        try await staff.put([WorkSite(code: "JKT", name: "Jakarta"), WorkSite(code: "SMG", name: "Semarang")])
        try await staff.put([
            Skill(code: "informasi", name: "Informasi dan pengaduan"),
            Skill(code: "pendaftaran", name: "Pendaftaran dan perubahan data"),
        ])
        let password = StaffStore.FirstPassword.given(try await staff.hash(Self.password), mustChange: false)
        try await hireOfficers(staff, password)
        var agents: [PersonID] = []
        for guest in guests {
            var details = try details(guest.name, guest.userName, guest.role)
            if guest.role == .branch { details.branch = BranchCode("SMG") }
            if guest.role == .region { details.region = OfficeRegion(number: 6) }
            if guest.role == .inbound {
                details.team = try await staff.team("Tim 1", at: "JKT").id
                details.skills = ["informasi": 8, "pendaftaran": 6]
            }
            let person = try await staff.add(details, password: password, by: author).person
            if guest.role == .inbound { agents.append(person.id) }
        }
        for (site, count, role) in [
            ("JKT", 55, Role.inbound), ("SMG", 25, .inbound), ("JKT", 6, .social), ("JKT", 2, .outbound),
            ("JKT", 3, .backOffice),
        ] {
            for number in 1...count {
                let isWoman = Int.random(in: 0..<3, using: &random) > 0
                let userName = "\(site.lowercased()).\(role.rawValue).\(number < 10 ? "0" : "")\(number)"
                var details = try details(DemoNames.person(isWoman, &random), userName, role)
                details.site = site
                details.team = try await staff.team("Tim \((number - 1) / 14 + 1)", at: site).id
                if role == .inbound {
                    details.skills = [
                        "informasi": .random(in: 3...9, using: &random),
                        "pendaftaran": .random(in: 2...9, using: &random),
                    ]
                    details.autoAnswer = true
                }
                let person = try await staff.add(details, password: password, by: author).person
                if role == .inbound { agents.append(person.id) }
            }
        }
        return agents
    }

    /// The head of the guests' branch, and somebody at each of the others that serve the demo's regencies.
    private static func hireOfficers(
        _ staff: StaffStore, _ password: StaffStore.FirstPassword
    ) async throws {
        var random = SeededRandom(seed: 126)
        var head = try details("Tuti Rahayu", "tuti", .branch)
        (head.site, head.branch, head.isHead) = (nil, BranchCode("SMG"), true)
        try await staff.add(head, password: password, by: .system("demo"))
        let routing = try await staff.branches.routing()
        for name in Set(DemoMembers.branches.values).sorted() where name != DemoMembers.guestsBranch {
            guard let branch = routing.branch(named: name) else { continue }
            let isWoman = Bool.random(using: &random)
            var details = try details(
                DemoNames.person(isWoman, &random), "cabang.\(branch.code.text.lowercased())", .branch)
            (details.site, details.branch) = (nil, branch.code)
            try await staff.add(details, password: password, by: .system("demo"))
        }
    }

    private static func details(_ name: String, _ userName: String, _ role: Role) throws -> PersonDetails {
        guard let userName = UserName(userName) else { throw StaffRefusal.notFound }
        return PersonDetails(name: name, userName: userName, roles: [role], site: "JKT")
    }

    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
