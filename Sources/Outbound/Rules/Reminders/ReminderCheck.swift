import Kernel
import Members

/// What an item of a campaign is before a file comes.
struct KnownReminder: Sendable, Hashable {
    let months: Int
    let amount: Rupiah
    let phone: PhoneNumber
    /// It was taken off because the member was missing in a file.
    let isPaid: Bool
}

/// What a line becomes in the campaign.
struct ReminderDemand: Sendable, Hashable {
    /// Of the file, its headings counted.
    let line: Int
    /// The card or NIK on that line, masked.
    let named: String?
    let member: MemberID
    let phone: PhoneNumber
    let months: Int
    let amount: Rupiah
    let careClass: Int?
    let branch: String?
    /// Where the member lives, by code, and the branch of the record, by name: they tell the clock by which he is rung.
    let region: String
    let home: String
}

/// What the register, the do-not-call list and the campaign know of those whom a file names.
struct ReminderGround: Sendable {
    var byCard: [CardNumber: MemberReach] = [:]
    var byNIK: [NIK: MemberReach] = [:]
    var doNotCall: Set<PhoneNumber> = []
    var items: [MemberID: KnownReminder] = [:]
}

/// How many lines of each kind a file has. Kept with the upload.
struct ReminderCounts: Sendable, Hashable, Codable {
    var lines = 0
    var new = 0
    /// In the campaign already, with other numbers.
    var changed = 0
    /// Taken off as paid before, and named again.
    var back = 0
    /// In the campaign already, as the file says.
    var same = 0
    /// Cards to which zeros were given back.
    var padded = 0
    /// Of the campaign, and missing in the file.
    var paid = 0
    /// By the word of the fault.
    var bad: [String: Int] = [:]

    var good: Int { new + changed + back + same }
    var refused: Int { bad.values.reduce(0, +) }
    /// Whoever stands in these was not recognised, and could be missing in the file only therefore.
    var unread: Int {
        [ReminderFault.broken, .noNumber, .card, .cardExponent, .nik, .nikExponent].reduce(0) {
            $0 + bad[$1.rawValue, default: 0]
        }
    }
}

/// All lines of a file, each to be taken over or refused for a reason; nothing is changed by it.
struct ReminderCheck: Sendable {
    struct Refused: Sendable, Hashable {
        let line: Int
        let fault: ReminderFault
        /// The earlier line that names the same member.
        var other: Int?
        let row: SheetTable.Row
    }

    private(set) var demands: [ReminderDemand] = []
    private(set) var refused: [Refused] = []
    private(set) var counts = ReminderCounts()
    /// All members whom the file names, also on lines that are refused: they have not paid.
    private(set) var named: Set<MemberID> = []

    private var firstLines: [MemberID: Int] = [:]

    init(_ lines: [Result<ReminderLine, ReminderFault>], of rows: [SheetTable.Row], _ ground: ReminderGround) {
        counts.lines = rows.count
        for (line, row) in zip(lines, rows) {
            do throws(ReminderFault) { take(try demand(try line.get(), ground), ground) } catch {
                refuse(row, error)
            }
        }
        counts.paid = ground.items.count { !$0.value.isPaid && !named.contains($0.key) }
    }

    private var twiceOf: Int?

    private mutating func demand(_ line: ReminderLine, _ ground: ReminderGround) throws(ReminderFault) -> ReminderDemand
    {
        let member = try member(line, ground)
        named.insert(member.id)
        if let first = firstLines[member.id] {
            twiceOf = first
            throw .twice
        }
        firstLines[member.id] = line.number
        switch member.status {
        case .active, .arrears: break
        case .ended: throw .ended
        case .deceased: throw .deceased
        }
        guard let phone = line.phone ?? member.phone else { throw .noPhone }
        guard !ground.doNotCall.contains(phone) else { throw .doNotCall }
        if line.isPadded { counts.padded += 1 }
        return ReminderDemand(
            line: line.number, named: line.card?.masked ?? line.nik?.masked, member: member.id, phone: phone,
            months: line.months, amount: line.amount, careClass: line.careClass,
            branch: line.branch, region: member.region, home: member.branch)
    }

    private func member(_ line: ReminderLine, _ ground: ReminderGround) throws(ReminderFault) -> MemberReach {
        let byNIK = line.nik.flatMap { ground.byNIK[$0] }
        guard let card = line.card else {
            guard let byNIK else { throw .unknown }
            return byNIK
        }
        guard let byCard = ground.byCard[card] else { throw .unknown }
        if let byNIK, byNIK.id != byCard.id { throw .twoMembers }
        if line.isPadded, let name = line.name, !Self.isLike(name, byCard.name) { throw .otherName }
        return byCard
    }

    /// At least one word of more than one letter is in both.
    static func isLike(_ name: String, _ other: String) -> Bool {
        func words(_ text: String) -> Set<String> {
            Set(text.uppercased().split { !$0.isLetter }.filter { $0.count > 1 }.map(String.init))
        }
        return !words(name).isDisjoint(with: words(other))
    }

    private mutating func take(_ demand: ReminderDemand, _ ground: ReminderGround) {
        demands.append(demand)
        guard let known = ground.items[demand.member] else {
            counts.new += 1
            return
        }
        if known.isPaid {
            counts.back += 1
        } else if (known.months, known.amount, known.phone) == (demand.months, demand.amount, demand.phone) {
            counts.same += 1
        } else {
            counts.changed += 1
        }
    }

    private mutating func refuse(_ row: SheetTable.Row, _ fault: ReminderFault) {
        refused.append(Refused(line: row.number, fault: fault, other: fault == .twice ? twiceOf : nil, row: row))
        counts.bad[fault.rawValue, default: 0] += 1
    }
}

/// Long numbers of a cell with all but their first digits hidden: no NIK, card or telephone is kept in the clear.
func maskedNumbers(_ text: String) -> String {
    var shown = ""
    var run = 0
    let digits = text.count { $0.isNumber }
    for letter in text {
        guard letter.isNumber, digits >= 10 else {
            shown.append(letter)
            continue
        }
        run += 1
        shown.append(run <= 4 ? letter : "x")
    }
    return shown
}
