import Kernel

extension Rupiah {
    /// As people type money: `10000000`, `10.000.000`, `Rp 10.000.000`.
    init?(typed text: String) {
        var rest = text[...]
        if rest.lowercased().hasPrefix("rp") { rest = rest.dropFirst(2).drop { $0 == "." } }
        let parts = rest.filter { !$0.isWhitespace }.split(separator: ".", omittingEmptySubsequences: false)
        let isGrouped = parts.count == 1 || parts.dropFirst().allSatisfy { $0.count == 3 }
        let digits = parts.joined()
        guard isGrouped, !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }), let amount = Int64(digits)
        else { return nil }
        self.init(amount)
    }
}
