public import Kernel

/// A branch office of the insurer: what escalations go to, and whose people answer them.
public struct Branch: Sendable, Hashable, Identifiable {
    /// The centre's own short name for it; an administrator may change it.
    public var code: BranchCode
    public var name: BranchName
    public var region: OfficeRegion
    public var zone: IndonesianZone
    /// When somebody is there to answer, on the clock of its zone.
    public var hours: OfficeWeek
    /// Where notices go; nil: nowhere.
    public var notices: NoticeAddress?
    /// A closed branch keeps its people and its history, and nothing new is sent to it.
    public var isClosed: Bool

    public var id: BranchCode { code }

    public init(
        code: BranchCode, name: BranchName, region: OfficeRegion, zone: IndonesianZone,
        hours: OfficeWeek = .usual, notices: NoticeAddress? = nil, isClosed: Bool = false
    ) {
        (self.code, self.name, self.region, self.zone) = (code, name, region, zone)
        (self.hours, self.notices, self.isClosed) = (hours, notices, isClosed)
    }

    /// What clocks that run in the branch's hours reckon with.
    public func businessHours(without holidays: Set<Day> = []) -> BusinessHours {
        hours.businessHours(in: zone, without: holidays)
    }
}

/// What a branch is called for short: 2 to 10 of `A-Z 0-9 -`. Small letters are made capital.
public struct BranchCode: Hashable, Comparable, Sendable, LosslessStringConvertible {
    public let text: String

    public init?(_ text: String) {
        let upper = text.uppercased()
        // By hand: all branches are read for each ticket that is routed, and an expression is compiled each time.
        func isWord(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) }
        let bytes = upper.utf8
        guard (2...10).contains(bytes.count), bytes.first.map(isWord) == true,
            bytes.allSatisfy({ isWord($0) || $0 == UInt8(ascii: "-") })
        else { return nil }
        self.text = upper
    }

    public var description: String { text }

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.text < rhs.text }
}

/// The name of a branch: 2 to 60 letters, digits, blanks, `.`, `'`, `-`, with a letter to begin with.
public struct BranchName: Hashable, Sendable, LosslessStringConvertible {
    public let text: String

    /// Blanks around it go, several within become one.
    public init?(_ text: String) {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
        let (bytes, marks) = (words.utf8, Array(" .'-".utf8))
        guard (2...60).contains(bytes.count), bytes.first.map(isLetter) == true,
            bytes.allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) || marks.contains($0) })
        else { return nil }
        self.text = words
    }

    public var description: String { text }

    /// One for all spellings of a name, as other registers write it: `PARE-PARE`, `Parepare`, `Pare Pare`.
    public var key: String { Self.key(of: text) }

    /// Of any text: one that is no name is no branch's.
    public static func key(of text: String) -> String {
        String(decoding: text.utf8.filter { $0 != 0x20 && $0 != 0x2D }.map(lowered), as: UTF8.self)
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}

/// One of the twelve regions (Kedeputian Wilayah) into which the branches are divided.
public struct OfficeRegion: Hashable, Comparable, Sendable, LosslessStringConvertible, CaseIterable {
    public let number: Int

    public static let allCases = romans.indices.map { OfficeRegion(unchecked: $0 + 1) }
    private static let romans = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]

    public init?(number: Int) {
        guard (1...Self.romans.count).contains(number) else { return nil }
        self.number = number
    }

    private init(unchecked number: Int) { self.number = number }

    /// `VII` or `7`.
    public init?(_ text: String) {
        let place = Self.romans.firstIndex(of: text.uppercased()).map { $0 + 1 }
        guard let number = place ?? Int(text) else { return nil }
        self.init(number: number)
    }

    public var roman: String { Self.romans[number - 1] }
    public var description: String { roman }

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.number < rhs.number }
}

/// A regency or city by the interior ministry's code: four digits, `3374`.
public struct RegencyCode: Hashable, Comparable, Sendable, LosslessStringConvertible {
    public let digits: String

    /// `3374` or, as the ministry prints it, `33.74`.
    public init?(_ text: String) {
        let digits = text.wholeMatch(of: /([1-9][0-9])\.?([0-9]{2})/).map { String($0.1 + $0.2) }
        guard let digits, !digits.hasSuffix("00") else { return nil }
        self.digits = digits
    }

    /// The one in which a district or village lies; nil for a province, which lies in none.
    public init?(around region: String) { self.init(String(region.prefix(4))) }

    public var description: String { digits }

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.digits < rhs.digits }
}

/// An e-mail address for notices, as a mail server takes it. Nothing in it can begin a line of its own.
public struct NoticeAddress: Hashable, Sendable, LosslessStringConvertible {
    public let text: String

    public init?(_ text: String) {
        let isAddress = text.wholeMatch(
            of: /[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,63}/)
        guard isAddress != nil, text.utf8.count <= 254 else { return nil }
        self.text = text
    }

    public var description: String { text }
}
