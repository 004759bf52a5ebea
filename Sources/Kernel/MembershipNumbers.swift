/// The national identity number: 16 digits `PPKKCC DDMMYY SSSS`, 40 added to the day for women.
///
/// Any 16 digits: what they say, and whether they can be true, tells `NIK.faults`.
public struct NIK: Hashable, Sendable, Codable {
    public let digits: String

    public init(typed text: some StringProtocol) throws(NumberFault) { digits = try TypedDigits(text).exactly(16) }

    public init?(_ text: some StringProtocol) {
        do { try self.init(typed: text) } catch { return nil }
    }

    /// `3273xxxxxxxx0001`: region and serial stay, the birth date does not.
    public var masked: String { digits.prefix(4) + String(repeating: "x", count: 8) + digits.suffix(4) }
}

/// The family card number: 16 digits.
public struct FamilyCardNumber: Hashable, Sendable, Codable {
    public let digits: String

    public init(typed text: some StringProtocol) throws(NumberFault) { digits = try TypedDigits(text).exactly(16) }

    public init?(_ text: some StringProtocol) {
        do { try self.init(typed: text) } catch { return nil }
    }

    public var masked: String { digits.prefix(4) + String(repeating: "x", count: 8) + digits.suffix(4) }
}

/// The participant's card number: 13 digits, leading zeros kept. No public check digit is known.
public struct CardNumber: Hashable, Sendable, Codable {
    public let digits: String

    public init(typed text: some StringProtocol) throws(NumberFault) { digits = try TypedDigits(text).exactly(13) }

    /// Of 13 digits.
    init(digits: String) { self.digits = digits }

    public init?(_ text: some StringProtocol) {
        do { try self.init(typed: text) } catch { return nil }
    }

    public var masked: String { String(repeating: "x", count: 9) + digits.suffix(4) }
}
