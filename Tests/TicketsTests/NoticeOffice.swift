import Contacts
import Database
import Foundation
import Kernel
import Logging
import Mail
import Members
import Pages
import Staff
import Tickets

/// A small centre that writes to two branches: Semarang, and Jayapura two hours further east.
struct NoticeOffice: Sendable {
    static let semarang = BranchCode("SMG")!
    static let jayapura = BranchCode("JAP")!
    static let base = "https://sahut.example"

    /// In the month of the small centre four callers gave a key: 5, 5, 4 and 1.
    static let callRatings: FindCallRatings = { from, until in
        let now = Timestamp(seconds: 1_763_773_200)
        return from <= now && now < until ? [5: 2, 4: 1, 1: 1] : [:]
    }

    let centre: Centre

    var notices: NoticeStore { NoticeStore(centre.database) }
    var links: AnswerLinks { AnswerLinks(centre.database) }
    var outbox: MailOutbox { MailOutbox(centre.database) }

    static func during(_ dialect: Dialect = .sqlite, _ body: (NoticeOffice) async throws -> Void) async throws {
        try await SmallCentre.during(
            dialect,
            with: SmallCentre.Upstairs(
                migrations: TicketStore.migrations + AttachmentStore.migrations + MailOutbox.migrations
                    + NoticeStore.migrations + SatisfactionStore.migrations,
                bundle: TicketsRoom.bundle, navigation: TicketsRoom.navigation
            ) { database, staff, views in
                let (contacts, members) = (ContactStore(database), MemberStore(database))
                return TicketsRoom.pages(
                    TicketStore(database), policies: TicketPolicies(database),
                    attachments: AttachmentStore(database, folder: FileManager.default.temporaryDirectory),
                    contacts: contacts, members: members, staff: staff, callRatings: Self.callRatings,
                    calendar: .jakarta, views)
                    + TicketsRoom.noticePages(
                        NoticeStore(database), AnswerLinks(database), contacts: contacts, members: members,
                        branches: BranchStore(database), calendar: .jakarta, views)
            }
        ) { centre in
            let office = NoticeOffice(centre: centre)
            try await office.begin()
            try await body(office)
        }
    }

    private func begin() async throws {
        func branch(_ code: BranchCode, _ name: String, _ region: Int, _ zone: IndonesianZone) -> Branch {
            Branch(
                code: code, name: BranchName(name)!, region: OfficeRegion(number: region)!, zone: zone,
                notices: NoticeAddress("kc.\(name.lowercased())@cabang.example"))
        }
        try await BranchStore(centre.database).begin(
            with: [branch(Self.semarang, "Semarang", 6, .wib), branch(Self.jayapura, "Jayapura", 12, .wit)],
            by: .system("test"), at: centre.clock.now())
        let offices: [(NoticeRecipient.Office, String)] = [
            (.branchHead(Self.semarang), "kepala.semarang@cabang.example"),
            (.branchHead(Self.jayapura), "kepala.jayapura@cabang.example"),
            (.region(OfficeRegion(number: 6)!), "wilayah6@pusat.example"), (.headOffice, "pusat@pusat.example"),
        ]
        for (office, address) in offices {
            try await notices.add(
                NoticeAddress(address)!, for: office, by: .person(centre.rahmat.id), at: centre.clock.now())
        }
    }

    /// Writes of what happened.
    func write() async throws {
        let words = NoticeWords(
            centre.site.views.catalogue, organisation: "Pusat Layanan Sahut", base: Self.base + "/",
            calendar: .jakarta, place: { .ticket($0) })
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        try await centre.rounds.round()
        try await NoticeRounds(notices, words: words, clock: centre.clock, logger: logger).round()
    }

    /// All mails, oldest first.
    func mails() async throws -> [QueuedMail] {
        try await outbox.list().mails.sorted { ($0.queuedAt, $0.subject) < ($1.queuedAt, $1.subject) }
    }

    /// Whom the mails since a moment went to, in any order.
    func recipients(since moment: Timestamp = .distantPast) async throws -> [String] {
        try await mails().filter { $0.queuedAt >= moment }.map(\.to.text).sorted()
    }

    /// Budi's complaint, from a call, opened red; it goes to Semarang of itself.
    func complaint(_ number: Int = 1, marks: Set<UrgentMark> = [.inpatientRefused]) async throws -> Ticket {
        let contact = try await centre.conversation(number)
        let (_, opened) = try await centre.tickets.log(
            contact, centre.log(), ticket: .red, marks: marks, by: centre.citra.id, at: centre.clock.now())
        guard let opened else { throw NoTicket() }
        return opened
    }

    struct NoTicket: Error {}

    /// A deed of one transaction, now.
    @discardableResult
    func act<R: Sendable>(
        _ deed: @escaping @Sendable (any Transaction, Timestamp) throws -> R
    ) async throws -> R {
        let now = centre.clock.now()
        return try await centre.database.write { try deed($0, now) }
    }

    /// Gives a branch somebody who signs in.
    func officer(of branch: BranchCode) async throws {
        let staff = StaffStore(centre.database, clock: centre.clock, passwords: Passwords(cost: .trivial))
        let hash = try await staff.hash("hujan turun di bulan juni")
        let details = PersonDetails(
            name: "Yosef Rumbiak", userName: UserName("yosef")!, roles: [.branch], branch: branch)
        _ = try await staff.add(details, password: .given(hash, mustChange: false), by: .system("test"))
    }

    /// The link of the latest mail that has one, as a browser is given it.
    func link() async throws -> Path? {
        try await mails().reversed().lazy.compactMap { mail in
            mail.text.split(separator: "\n").first { $0.hasPrefix(Self.base + "/answers/") }
                .flatMap { Path(local: String($0.dropFirst(Self.base.count))) }
        }.first
    }

    /// A browser of nobody's.
    func stranger(_ address: String = "10.20.30.40") -> PageTester { PageTester(centre.site, address: address) }
}
