import Crypto
import Foundation

/// A file that finance hands over, read once to see what it is.
struct ReminderFile: Sendable {
    /// Without folders, and no longer than a line.
    let name: String
    let content: [UInt8]
    let table: SheetTable
    /// SHA-256 of the content.
    let fingerprint: String

    static let mostBytes = 20 * 1_024 * 1_024

    init(named name: String, _ content: [UInt8], within limits: SheetLimits = SheetLimits()) throws(SheetRefusal) {
        let table = try SheetTable(reading: content, within: limits)
        // A person's line, not headings: those are kept in the clear.
        guard !table.headings.contains(where: Self.isNumber) else { throw .headings }
        self.table = table
        let last = name.split { "/\\".contains($0) }.last.map(String.init) ?? ""
        self.name = String(last.withoutControls.prefix(120))
        self.content = content
        fingerprint = SHA256.hash(data: Data(content)).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }

    /// Digits enough for a telephone, a card or a NIK.
    private static func isNumber(_ heading: String) -> Bool { heading.count(where: \.isNumber) >= 9 }

    /// The first lines as they are shown before anything is taken over: long numbers masked.
    var sample: [[String]] {
        table.rows.prefix(ReminderUpload.sampleLines).map { row in
            row.cells.prefix(table.headings.count).map { maskedNumbers(String($0.text.prefix(60))) }
        }
    }
}

extension String {
    /// Without what no keyboard types and no database keeps.
    var withoutControls: String {
        String(String.UnicodeScalarView(unicodeScalars.filter { $0.properties.generalCategory != .control }))
    }
}
