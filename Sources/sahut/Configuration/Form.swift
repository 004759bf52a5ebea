import Foundation
import Kernel

/// How the text of a setting is read and written.
struct Form<Value: Sendable>: Sendable {
    let unit: String
    let accepts: String
    /// `nil` when the text is not of this form.
    let read: @Sendable (String) -> Value?
    let write: @Sendable (Value) -> String

    init(
        _ accepts: String, unit: String = "", write: @escaping @Sendable (Value) -> String,
        read: @escaping @Sendable (String) -> Value?
    ) {
        self.unit = unit
        self.accepts = accepts
        self.read = read
        self.write = write
    }

    /// The same, when the setting may also be left out.
    var optional: Form<Value?> {
        Form<Value?>(
            accepts, unit: unit, write: { $0.map(write) ?? "" }, read: { text in read(text).map(Optional.some) })
    }
}

extension Form where Value == String {
    static var line: Form {
        Form("a line of text, not empty", write: \.self) { text in
            let trimmed = text.trimmingCharacters(in: .whitespaces)
            return trimmed.isEmpty || trimmed.contains(where: \.isNewline) ? nil : trimmed
        }
    }

    static var path: Form {
        Form("a path", write: \.self) { $0.isEmpty || $0.contains("\0") ? nil : $0 }
    }

    static var address: Form {
        Form("an IPv4 or IPv6 address", write: \.self) { AddressBlock.bytes(of: $0) == nil ? nil : $0 }
    }
}

extension Form where Value == String {
    static var webAddress: Form {
        Form("an address that begins with http:// or https:// and names no user", write: \.self) { text in
            guard let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme),
                parts.host?.isEmpty == false, parts.user == nil, parts.query == nil, parts.fragment == nil
            else { return nil }
            return text
        }
    }
}

extension Form where Value == PhoneNumber {
    static var phoneNumber: Form { Form("a telephone number", write: \.e164, read: { PhoneNumber($0) }) }
}

extension Form where Value == Int {
    static var port: Form { whole(1...65_535, "port") }

    static func whole(_ range: ClosedRange<Int>, _ unit: String) -> Form {
        Form(
            "a whole number from \(range.lowerBound) to \(range.upperBound)", unit: unit, write: { String($0) },
            read: { Int($0).flatMap { range.contains($0) ? $0 : nil } })
    }
}

extension Form where Value == Bool {
    static var yesOrNo: Form {
        Form("true or false", write: { String($0) }, read: { Bool($0) })
    }
}

extension Form where Value == TimeZone {
    static var timeZone: Form {
        Form("a zone of the tz database, such as Asia/Jakarta", write: \.identifier) { text in
            TimeZone.knownTimeZoneIdentifiers.contains(text) ? TimeZone(identifier: text) : nil
        }
    }
}

extension Form where Value: RawRepresentable<String> & CaseIterable & Sendable {
    static var choice: Form {
        Form(
            "one of " + Value.allCases.map(\.rawValue).joined(separator: ", "), write: \.rawValue,
            read: { Value(rawValue: $0) })
    }
}

extension Form where Value == [AddressBlock] {
    static var blocks: Form {
        Form(
            "addresses or address/prefix-length, separated by commas",
            write: { $0.map(\.description).joined(separator: ",") },
            read: { text in
                let blocks = text.split(separator: ",").map { AddressBlock($0.trimmingCharacters(in: .whitespaces)) }
                return blocks.contains(nil) ? nil : blocks.compactMap(\.self)
            })
    }
}

extension Form where Value == Set<String> {
    static var words: Form {
        Form("words separated by commas", write: { $0.sorted().joined(separator: ",") }) { text in
            let words = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            return words.isEmpty || words.contains("") ? nil : Set(words)
        }
    }
}

extension Form {
    /// Codes of somebody else and what they mean: `3=ppu-pn,13=ppu-bu`.
    static func codes<Meaning>() -> Form
    where Value == [String: Meaning], Meaning: RawRepresentable<String> & CaseIterable & Sendable {
        let meanings = Meaning.allCases.map(\.rawValue).joined(separator: ", ")
        return Form(
            "code=meaning, separated by commas; meanings: \(meanings)",
            write: { $0.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.rawValue)" }.joined(separator: ",") },
            read: { text in
                var codes: [String: Meaning] = [:]
                for pair in text.split(separator: ",") {
                    let parts = pair.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
                    guard parts.count == 2, !parts[0].isEmpty, let meaning = Meaning(rawValue: parts[1]) else {
                        return nil
                    }
                    codes[parts[0]] = meaning
                }
                return codes
            })
    }
}
