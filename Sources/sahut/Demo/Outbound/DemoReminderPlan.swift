import Calls
import Kernel
import Members
import Outbound
import Staff

/// Who is behind, what finance hands over, and who rings when with what outcome; from one seed always the same.
struct DemoReminderPlan {
    struct People: Sendable {
        let finance: PersonID
        let planner: PersonID
        /// The guest first, then those who ring beside her.
        let agents: [PersonID]

        /// nil when there is nobody of a kind.
        init?(finance: [Person], planners: [Person], agents: [Person]) {
            guard let finance = finance.first, let planner = planners.first, !agents.isEmpty else { return nil }
            (self.finance, self.planner) = (finance.id, planner.id)
            self.agents = agents.guestsFirst.prefix(3).map(\.id)
        }
    }

    struct Debtor: Sendable {
        let member: Member
        let phone: PhoneNumber
        let months: Int
        let owed: Rupiah
        let toPay: Rupiah
    }

    struct Call: Sendable {
        let at: Timestamp
        let id: WorkID
        let agent: PersonID
        let heard: DialOutcome
        let talkSeconds: Int64
        let wrapUpSeconds: Int64
        let report: ReminderReport
    }

    /// So many days ago the file came.
    private static let days = 8
    /// So many before today the newer one came.
    private static let newerDays = 2

    let people: People
    let debtors: [Debtor]
    let now: Timestamp
    private let today: Day
    private var isRenewed = false
    private var random = SeededRandom(seed: 1_112)

    init(people: People, debtors: [Debtor], at now: Timestamp) {
        (self.people, self.debtors, self.now) = (people, debtors, now)
        today = CentreCalendar.jakarta.day(of: now)
    }

    // MARK: The campaign

    var name: String {
        let months =
            "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split(
                separator: " ")
        let last = begunDay.adding(days: -begunDay.day)
        return "Tunggakan \(months[last.month - 1]) \(last.year)"
    }

    private var begunDay: Day { today.adding(days: -Self.days) }
    var begun: Timestamp { Self.moment(begunDay, minute: 490) }
    var lastDay: Day { today.adding(days: 21) }

    // MARK: Files

    /// With the kinds of lines that are refused again and again.
    var file: [UInt8] {
        var lines = debtors.map(line)
        lines.append("0009999999999;Tidak Dikenal;;3;105000;3;JAKARTA PUSAT")
        lines.append("9,99E+12;Angka Hilang;;4;140000;3;BEKASI")
        lines.append("0009999999998;Bulan Hilang;;lunas;70000;2;BANDUNG")
        if let first = debtors.first { lines.append(line(first)) }
        return written(lines)
    }

    var newerFile: [UInt8] { written(debtors.enumerated().filter { !hasPaid($0.offset) }.map { line($0.element) }) }

    /// Of those whom the newer file leaves out.
    var payments: [PaymentLine] {
        debtors.enumerated().filter { hasPaid($0.offset) }.map { place, debtor in
            PaymentLine(
                channel: PayingBank.allCases[place % PayingBank.allCases.count].rawValue,
                reference: "DEMO-PENGINGAT-\(place + 1)", family: debtor.member.family,
                payment: ContributionPayment(paidOn: today.adding(days: -Self.newerDays - 1), amount: debtor.toPay))
        }
    }

    private func hasPaid(_ place: Int) -> Bool { place % 8 == 3 }

    private func line(_ debtor: Debtor) -> String {
        let member = debtor.member
        return [
            member.card.digits, member.name, debtor.phone.local, "\(debtor.months)", "\(debtor.owed.amount)",
            "\(member.careClass.rawValue)", member.branch,
        ].joined(separator: ";")
    }

    private func written(_ lines: [String]) -> [UInt8] {
        let headings = "Nomor Kartu;Nama;HP;Bulan Tunggak;Jumlah Tagihan;Kelas;Cabang"
        return Array(([headings] + lines).joined(separator: "\n").utf8)
    }

    /// When the newer file comes, asked before each call: once, before the first that is rung after it.
    mutating func renewal(before moment: Timestamp) -> Timestamp? {
        let at = Self.moment(today.adding(days: -Self.newerDays), minute: 465)
        guard !isRenewed, moment >= at else { return nil }
        isRenewed = true
        return at
    }

    // MARK: Calls

    /// Every twelve minutes of a morning somebody rings, one after the other.
    mutating func calls() -> [Call] {
        (1 - Self.days...0).flatMap { offset -> [Call] in
            let count = 10 + (offset + Self.days) * 5 % 8
            return (0..<count).compactMap { place in call(on: today.adding(days: offset), place) }
        }
    }

    private mutating func call(on day: Day, _ place: Int) -> Call? {
        let at = Self.moment(day, minute: 520 + place * 12)
        let id = WorkID(at: at + .seconds(.random(in: 15...60, using: &random)), random: &random)
        // Somebody of each of the last days waits for a time that has not come.
        let (heard, outcome) = place == 4 && day.adding(days: 3) >= today ? (.answered, .asksForTime) : ended()
        let talk = Int64.random(in: 55...210, using: &random)
        let report = report(outcome, on: day)
        let wrapUp = Int64.random(in: 12...45, using: &random)
        // What would be going on still is left to whoever looks at the demo.
        guard at + .seconds(480) <= now else { return nil }
        return Call(
            at: at, id: id, agent: people.agents[place % people.agents.count], heard: heard, talkSeconds: talk,
            wrapUpSeconds: wrapUp, report: report)
    }

    private mutating func ended() -> (DialOutcome, ReminderOutcome) {
        switch Int.random(in: 0..<100, using: &random) {
        case ..<22: (.noAnswer, .notReached)
        case ..<27: (.busy, .notReached)
        case ..<31: (.machine, .notReached)
        case ..<33: (.numberInvalid, .wrongNumber)
        case ..<36: (.answered, .wrongNumber)
        case ..<58: (.answered, .willPay)
        case ..<74: (.answered, .promised)
        case ..<81: (.answered, .saysPaid)
        case ..<87: (.answered, .cannotPay)
        case ..<93: (.answered, .asksForTime)
        case ..<96: (.answered, .refuses)
        case ..<97: (.answered, .doNotCall)
        case ..<98: (.answered, .deceased)
        default: (.answered, .moved)
        }
    }

    private mutating func report(_ outcome: ReminderOutcome, on day: Day) -> ReminderReport {
        let promised = day.adding(days: .random(in: 1...9, using: &random))
        let wanted = Self.moment(
            day.adding(days: .random(in: 4...6, using: &random)), minute: 600 + .random(in: 0...5, using: &random) * 10)
        return ReminderReport(
            outcome: outcome, promisedOn: outcome == .promised ? promised : nil,
            wantedAt: outcome == .asksForTime ? wanted : nil, note: Self.notes[outcome])
    }

    private static let notes: [ReminderOutcome: String] = [
        .promised: "Menunggu gajian.", .saysPaid: "Membayar lewat minimarket, bukti masih disimpan.",
        .cannotPay: "Sedang tidak bekerja. Program cicilan dijelaskan.", .asksForTime: "Sedang bekerja.",
        .refuses: "Merasa tidak memakai layanan.", .moved: "Sudah dibayar pemberi kerja sejak bulan lalu.",
    ]

    private static func moment(_ day: Day, minute: Int) -> Timestamp {
        CentreCalendar.jakarta.start(of: day) + .seconds(Int64(minute) * 60)
    }
}

extension [Person] {
    /// The people whom a visitor signs in as, before others of their kind.
    var guestsFirst: [Person] {
        let guests = Set(DemoCentre.guests.map(\.userName))
        return sorted {
            (guests.contains($0.userName.text) ? 0 : 1, $0.userName.text)
                < (guests.contains($1.userName.text) ? 0 : 1, $1.userName.text)
        }
    }
}
