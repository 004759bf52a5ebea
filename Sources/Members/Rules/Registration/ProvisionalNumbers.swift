import Kernel

extension CardNumber {
    /// No card begins so: the house numbers those whose card the insurer has not made yet.
    static let provisionalSeries = "99"

    /// nil when the series is used up.
    init?(provisional count: Int64) {
        let digits = String(count)
        self.init(Self.provisionalSeries + String(repeating: "0", count: max(0, 11 - digits.count)) + digits)
    }

    /// Nothing can be paid to a virtual account that is made of it.
    var isProvisional: Bool { digits.hasPrefix(Self.provisionalSeries) }
}

extension NIK {
    /// A child has none for weeks, and is insured before: until its own is told it has one of no province, from the
    /// count of its card.
    init?(provisionalWith card: CardNumber) {
        self.init(CardNumber.provisionalSeries + "000" + card.digits.suffix(11))
    }

    /// Nothing can be asked by it, and nobody is to read it.
    var isProvisional: Bool { digits.hasPrefix(CardNumber.provisionalSeries) }
}

extension Member {
    /// nil: it has not been told yet.
    var trueNIK: NIK? { nik.isProvisional ? nil : nik }
}
