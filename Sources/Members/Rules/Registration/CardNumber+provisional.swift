import Kernel

extension CardNumber {
    /// No card begins so: the house numbers those whose card the insurer has not made yet.
    static let provisionalSeries = "99"

    /// Nothing can be paid to a virtual account that is made of it.
    var isProvisional: Bool { digits.hasPrefix(Self.provisionalSeries) }
}
