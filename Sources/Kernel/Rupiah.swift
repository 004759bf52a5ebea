/// Money in whole rupiah.
public struct Rupiah: Hashable, Comparable, Sendable, Codable {
    public var amount: Int64

    public init(_ amount: Int64) { self.amount = amount }

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.amount < rhs.amount }
    public static func + (lhs: Self, rhs: Self) -> Self { Rupiah(lhs.amount + rhs.amount) }
    public static func - (lhs: Self, rhs: Self) -> Self { Rupiah(lhs.amount - rhs.amount) }
    public static func * (lhs: Self, count: Int64) -> Self { Rupiah(lhs.amount * count) }
}

extension Rupiah: CustomStringConvertible {
    /// `Rp 1.250.000`
    public var description: String { (amount < 0 ? "-Rp " : "Rp ") + groupedThousands(amount.magnitude) }
}

/// `1.250.000`: thousands parted by full stops, as Indonesian does.
public func groupedThousands(_ number: UInt64) -> String {
    let digits = Array(String(number))
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(".") }
        text.append(digit)
    }
    return text
}
