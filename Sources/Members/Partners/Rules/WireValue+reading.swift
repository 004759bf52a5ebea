import Foundation
import Kernel

extension WireValue {
    /// The first of these fields in which something stands; null when there is none.
    subscript(_ names: String...) -> WireValue { self[names] }

    subscript(_ names: [String]) -> WireValue {
        guard case .object(let fields) = self else { return .null }
        return names.lazy.compactMap { fields[WireValue.folded($0)] }.first { !$0.isBlank } ?? .null
    }

    /// Nothing, or what people write for nothing.
    var isBlank: Bool {
        switch self {
        case .null: true
        case .text(let text): ["", "-", "null"].contains(text.trimmingCharacters(in: .whitespacesAndNewlines))
        case .truth, .number, .list, .object: false
        }
    }

    /// A text or a number as text; nil for everything else and for nothing.
    var words: String? {
        switch self {
        case .text(let text): isBlank ? nil : text.trimmingCharacters(in: .whitespacesAndNewlines)
        case .number(let number): "\(number)"
        case .null, .truth, .list, .object: nil
        }
    }

    var integer: Int64? { words.flatMap(Int64.init) }

    var truth: Bool? {
        if case .truth(let truth) = self { return truth }
        switch words?.lowercased() {
        case "true", "1", "ya", "y": return true
        case "false", "0", "tidak", "t", "n": return false
        default: return nil
        }
    }

    /// `1981-10-10`, `10-10-1981`, `10/10/1981`, each also with a time behind it.
    var day: Day? {
        guard let words else { return nil }
        let parts = words.prefix(10).split { $0 == "-" || $0 == "/" }
        guard parts.count == 3, words.count == 10 || words.dropFirst(10).first.map({ " T".contains($0) }) == true
        else { return nil }
        let inOrder = parts[0].count == 4 ? parts : parts.reversed()
        return Day(inOrder.joined(separator: "-"))
    }

    /// What stands there, in short, for a note.
    var shown: String {
        switch self {
        case .null: "null"
        case .truth(let truth): "\(truth)"
        case .number(let number): "\(number)"
        case .text(let text): text
        case .list(let list): "[\(list.count)]"
        case .object(let fields): "{\(fields.count)}"
        }
    }
}

/// Reads fields one by one, and notes those in which something stands that cannot be read.
struct WireReading {
    let value: WireValue
    private(set) var notes: [ReadingNote] = []

    init(_ value: WireValue) { self.value = value }

    /// The first of these fields in which something stands, as whatever it should be.
    mutating func read<Value>(_ names: String..., as make: (WireValue) -> Value?) -> Value? {
        let found = value[names]
        guard !found.isBlank else { return nil }
        if let read = make(found) { return read }
        note(names[0], found)
        return nil
    }

    mutating func note(_ field: String, _ value: WireValue) {
        notes.append(ReadingNote(field: field, text: value.shown))
    }
}
