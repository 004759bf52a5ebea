import Contacts
import Database
import Kernel
import Members
import Staff
import Testing
import Tickets

/// The branches of the small centre, who answers there, and who looks after them.
struct Offices {
    static let semarang = BranchCode("SMG")!
    static let ungaran = BranchCode("UNG")!
    static let jayapura = BranchCode("JYP")!
    static let sixth = OfficeRegion(number: 6)!
    static let twelfth = OfficeRegion(number: 12)!

    /// Leads Semarang; Nur works there.
    let tuti: Person
    /// Of Ungaran, in the same region.
    let ujang: Person
    /// Of the sixth region, and of the twelfth.
    let laras: Person
    let agus: Person
    let hadi: Person
}

extension SmallCentre {
    var staff: StaffStore { StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial)) }

    func openOffices() async throws -> Offices {
        try await BranchStore(database).begin(
            with: [
                Branch(code: Offices.semarang, name: BranchName("Semarang")!, region: Offices.sixth, zone: .wib),
                Branch(code: Offices.ungaran, name: BranchName("Ungaran")!, region: Offices.sixth, zone: .wib),
                Branch(code: Offices.jayapura, name: BranchName("Jayapura")!, region: Offices.twelfth, zone: .wit),
            ], by: .system("test"), at: clock.now())
        try await staff.edit(
            nur.id,
            PersonDetails(name: nur.name, userName: nur.userName, roles: [.branch], branch: Offices.semarang),
            by: .system("test"))
        return Offices(
            tuti: try await hire("Tuti Rahayu", "tuti", [.branch], at: Offices.semarang, isHead: true),
            ujang: try await hire("Ujang Suryadi", "ujang", [.branch], at: Offices.ungaran),
            laras: try await hire("Laras Wulandari", "laras", [.region], of: Offices.sixth),
            agus: try await hire("Agus Halim", "agus", [.region], of: Offices.twelfth),
            hadi: try await hire("Hadi Nugroho", "hadi", [.headOffice]))
    }

    func hire(
        _ name: String, _ userName: String, _ roles: Set<Role>, at branch: BranchCode? = nil, isHead: Bool = false,
        of region: OfficeRegion? = nil
    ) async throws -> Person {
        let details = PersonDetails(
            name: name, userName: UserName(userName)!, roles: roles, branch: branch, isHead: isHead, region: region)
        let hash = try await staff.hash("hujan turun di bulan juni")
        return try await staff.add(details, password: .given(hash, mustChange: false), by: .system("test")).person
    }

    /// A red ticket that a branch has since now.
    @discardableResult
    func escalated(
        _ number: Int, to branch: BranchCode = Offices.semarang, _ text: String = "Ditolak di IGD.",
        marks: Set<UrgentMark> = []
    ) async throws -> TicketID {
        let id = try await ticket(number, .red, text, marks: marks).id
        try await tickets.hand(
            id, to: branch, reason: "Perlu dicek di cabang.", by: .person(citra.id), at: clock.now())
        return id
    }

    /// A red ticket of Budi's, whose branch is Semarang, from a call.
    func escalatedCall(_ number: Int) async throws -> Ticket {
        let contact = try await conversation(number)
        let logged = try await tickets.log(contact, log(), ticket: .red, by: citra.id, at: clock.now())
        return try #require(logged.ticket)
    }
}
