import Contacts
import Database
import Kernel
import Logging
import Mail
import Members
import Pages
import Staff
import Tickets

extension NoticeOffice {
    static let budisAddress = "budi.santoso@contoh.id"

    var satisfaction: SatisfactionStore { SatisfactionStore(centre.database) }
    private var members: MemberStore { MemberStore(centre.database) }

    /// What the register has of Budi's address.
    func setAddress(_ address: String? = budisAddress) async throws {
        let budi = centre.budi.id
        try await centre.database.write { try $0.execute("UPDATE members SET email = \(address) WHERE id = \(budi)") }
    }

    /// Budi says yes to something.
    func agree(to purpose: ConsentPurpose = .survey, _ number: Int = 1) async throws {
        let given = try Consent.Given(at: centre.clock.now(), .callRecording, reference: "rekaman 4711")
        try await members.consent(
            consent(number), of: centre.budi.id, to: purpose, given, by: .person(centre.citra.id))
    }

    /// Takes his yes back.
    func refuse(_ number: Int = 1) async throws {
        let given = try Consent.Given(at: centre.clock.now(), .callRecording, reference: "rekaman 4712")
        try await members.withdraw(consent(number), of: centre.budi.id, given, by: .person(centre.citra.id))
    }

    private func consent(_ number: Int) -> ConsentID {
        var random = SeededRandom(seed: UInt64(700 + number))
        return ConsentID(at: Timestamp(seconds: 1_763_773_200), random: &random)
    }

    func ask() async throws {
        let words = SatisfactionWords(
            centre.site.views.catalogue, organisation: "Pusat Layanan Sahut", base: Self.base + "/", calendar: .jakarta)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        try await SatisfactionRounds(satisfaction, words: words, clock: centre.clock, logger: logger).round()
    }

    func close(_ id: TicketID) async throws {
        try await centre.tickets.close(
            id, "Kartu sudah aktif, keluarganya diberi tahu.", by: .person(centre.citra.id), at: centre.clock.now())
    }

    /// Closes a ticket, and asks when that cannot be taken back any more.
    func closeAndAsk(_ id: TicketID) async throws {
        try await close(id)
        centre.clock.advance(by: .seconds(600))
        try await ask()
    }

    /// A ticket of Budi's that he was asked of, with the link that he got.
    func asked(_ number: Int = 1) async throws -> (ticket: Ticket, link: Path) {
        let ticket = try await centre.complaint(number)
        try await closeAndAsk(ticket.id)
        guard let link = try await questions().last.flatMap(link(in:)) else { throw NoTicket() }
        return (ticket, link)
    }

    /// The mails that ask, the oldest first.
    func questions() async throws -> [QueuedMail] {
        try await mails().filter { $0.subject.hasPrefix("Bagaimana layanan kami?") }
    }

    func link(in mail: QueuedMail) -> Path? {
        mail.text.split(separator: "\n").first { $0.hasPrefix(Self.base + "/satisfaction/") }
            .flatMap { Path(local: String($0.dropFirst(Self.base.count))) }
    }

    /// What was said of a ticket, the oldest first.
    func ratings(of id: TicketID) async throws -> [TicketFact.Rated] {
        try await centre.tickets.story(id)?.facts.compactMap { try $0.fact(TicketFact.Rated.self) } ?? []
    }
}
