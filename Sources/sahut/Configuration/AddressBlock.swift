#if canImport(Glibc)
    import Glibc
#endif

/// A block of network addresses, written `203.0.113.0/24`, `2001:db8::/32`, or one address alone.
struct AddressBlock: Hashable, Sendable, LosslessStringConvertible {
    let description: String
    private let network: [UInt8]
    private let prefixBits: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let bytes = AddressBlock.bytes(of: String(parts[0])) else { return nil }
        if parts.count == 2 {
            guard let bits = Int(parts[1]), (0...bytes.count * 8).contains(bits) else { return nil }
            prefixBits = bits
        } else {
            prefixBits = bytes.count * 8
        }
        network = AddressBlock.masked(bytes, prefixBits)
        description = text
    }

    /// Whether an address, written as text, lies in the block. What is no address lies in none.
    func contains(_ address: String) -> Bool {
        guard let bytes = AddressBlock.bytes(of: address), bytes.count == network.count else { return false }
        return AddressBlock.masked(bytes, prefixBits) == network
    }

    /// Four or sixteen bytes in network order; `nil` when the text is no address.
    static func bytes(of text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four, Array.init) }
        var six = in6_addr()
        if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: six, Array.init) }
        return nil
    }

    private static func masked(_ bytes: [UInt8], _ prefixBits: Int) -> [UInt8] {
        bytes.enumerated().map { index, byte in
            let kept = min(8, max(0, prefixBits - index * 8))
            return kept == 0 ? 0 : byte & (0xFF << UInt8(8 - kept))
        }
    }
}
