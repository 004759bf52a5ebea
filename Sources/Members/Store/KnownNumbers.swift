public import Database
public import Kernel

/// Who has which numbers: for files that name members. It tells nothing else of anybody, so it leaves no look.
public struct KnownNumbers: Sendable {
    public struct Holder: Sendable, Hashable {
        public let id: MemberID
        public let nik: NIK
    }

    public private(set) var byCard: [CardNumber: Holder] = [:]
    public private(set) var byNIK: [NIK: Holder] = [:]

    public init() {}

    fileprivate mutating func add(_ card: CardNumber, _ holder: Holder) {
        (byCard[card], byNIK[holder.nik]) = (holder, holder)
    }
}

extension Transaction {
    public func knownNumbers(cards: [CardNumber], niks: [NIK]) throws -> KnownNumbers {
        var known = KnownNumbers()
        let rows = try query("SELECT id, card, nik FROM members WHERE card IN \(list: cards) OR nik IN \(list: niks)")
        for row in rows {
            known.add(try row("card"), KnownNumbers.Holder(id: try row("id"), nik: try row("nik")))
        }
        return known
    }
}
