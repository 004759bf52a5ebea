/// The name of one thing of a kind, unique across the centre: a UUID of version 7 (RFC 9562 §5.7), so that
/// names made later sort later.
///
/// The tag keeps kinds apart: a `CallID` is never taken for a `TicketID`.
public struct Identifier<Tag>: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    /// Makes a name from the moment and chance that the caller hands in; engines stay replayable.
    public init(at moment: Timestamp, random: inout some RandomNumberGenerator) {
        let milliseconds = UInt64(clamping: moment.microseconds / 1_000) & 0xFFFF_FFFF_FFFF
        // 12 bits of sub-millisecond time (RFC 9562 §6.2, method 3) keep names of one process in order.
        let fraction = UInt64(clamping: moment.microseconds % 1_000) * 4_096 / 1_000
        high = milliseconds << 16 | 0x7000 | fraction
        low = random.next() >> 2 | 0x8000_0000_0000_0000
    }

    /// Reads the canonical form of 36 characters, in either case; nil for anything else.
    public init?(_ text: some StringProtocol) {
        var digits: [UInt64] = []
        digits.reserveCapacity(32)
        for (index, byte) in text.utf8.enumerated() {
            if [8, 13, 18, 23].contains(index) {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, digits.count < 32 else { return nil }
                digits.append(UInt64(digit))
            }
        }
        guard digits.count == 32, text.utf8.count == 36 else { return nil }
        high = digits[..<16].reduce(0) { $0 << 4 | $1 }
        low = digits[16...].reduce(0) { $0 << 4 | $1 }
    }

    /// When the name was made, to the millisecond.
    public var madeAt: Timestamp { Timestamp(microseconds: Int64(high >> 16) * 1_000) }
}

extension Identifier: Comparable {
    public static func < (lhs: Self, rhs: Self) -> Bool { (lhs.high, lhs.low) < (rhs.high, rhs.low) }
}

extension Identifier: LosslessStringConvertible {
    public var description: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(36)
        for index in 0..<32 {
            if [8, 12, 16, 20].contains(index) { bytes.append(UInt8(ascii: "-")) }
            let word = index < 16 ? high : low
            let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - index % 16 * 4)) & 0xF
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Identifier: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let identifier = Self(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not an identifier: \(text)"))
        }
        self = identifier
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

// MARK: - The kinds that more than one room speaks of

public enum PersonTag {}
/// A person of the staff: agent, supervisor, branch officer …
public typealias PersonID = Identifier<PersonTag>

public enum MemberTag {}
/// An insured person.
public typealias MemberID = Identifier<MemberTag>

public enum WorkTag {}
/// A work item that is queued and offered, whatever its channel. A call's work item carries the call's own name.
public typealias WorkID = Identifier<WorkTag>

public enum ContactTag {}
/// One conversation on one channel.
public typealias ContactID = Identifier<ContactTag>

public enum TicketTag {}
/// Work that outlives its contact.
public typealias TicketID = Identifier<TicketTag>

public enum LegTag {}
/// One party's audio in the voice engine.
public typealias LegID = Identifier<LegTag>

public enum RoomTag {}
/// A conversation's audio in the voice engine.
public typealias RoomID = Identifier<RoomTag>

extension Identifier {
    /// The same name seen as another kind: a call's work item, room and contact share one.
    public func named<Other>(_ tag: Identifier<Other>.Type) -> Identifier<Other> {
        Identifier<Other>(high: high, low: low)
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}
