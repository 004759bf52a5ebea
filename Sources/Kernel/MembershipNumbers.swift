/// The national identity number: 16 digits `PPKKCC DDMMYY SSSS`, 40 added to the day for women.
public struct NIK: Hashable, Sendable, Codable {
    public let digits: String

    public init?(_ text: some StringProtocol) {
        guard let digits = onlyDigits(text, count: 16) else { return nil }
        self.digits = digits
    }

    /// `3273xxxxxxxx0001`: region and serial stay, the birth date does not.
    public var masked: String { digits.prefix(4) + String(repeating: "x", count: 8) + digits.suffix(4) }
}

/// The family card number: 16 digits.
public struct FamilyCardNumber: Hashable, Sendable, Codable {
    public let digits: String

    public init?(_ text: some StringProtocol) {
        guard let digits = onlyDigits(text, count: 16) else { return nil }
        self.digits = digits
    }

    public var masked: String { digits.prefix(4) + String(repeating: "x", count: 8) + digits.suffix(4) }
}

/// The participant's card number: 13 digits, leading zeros kept. No public check digit is known.
public struct CardNumber: Hashable, Sendable, Codable {
    public let digits: String

    public init?(_ text: some StringProtocol) {
        guard let digits = onlyDigits(text, count: 13) else { return nil }
        self.digits = digits
    }

    public var masked: String { String(repeating: "x", count: 9) + digits.suffix(4) }
}

/// Exactly so many ASCII digits, blanks and hyphens between them forgiven; nil for anything else.
private func onlyDigits(_ text: some StringProtocol, count: Int) -> String? {
    let kept = text.utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }
    guard kept.count == count, kept.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
        return nil
    }
    return String(decoding: kept, as: UTF8.self)
}
