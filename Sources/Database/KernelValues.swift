public import Kernel

// How the kernel's words are kept: names and numbers as the text that people know, moments and spans as whole
// microseconds.

/// BIGINT, microseconds.
extension Timestamp: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .integer(microseconds) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) { self.init(microseconds: try Int64(sqlValue: sqlValue)) }
}

/// BIGINT, microseconds.
extension Duration: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .integer(microseconds) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) { self = .microseconds(try Int64(sqlValue: sqlValue)) }
}

/// BIGINT, whole rupiah.
extension Rupiah: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .integer(amount) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) { self.init(try Int64(sqlValue: sqlValue)) }
}

/// TEXT, the canonical 36 characters.
extension Identifier: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(description) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) { self = try read(sqlValue) { Self($0) } }
}

/// TEXT, `2026-11-22`.
extension Day: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(description) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) { self = try read(sqlValue) { Self($0) } }
}

/// TEXT, `+628…`.
extension PhoneNumber: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(e164) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) { self = try read(sqlValue) { Self($0) } }
}

/// TEXT, 16 digits.
extension NIK: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(digits) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) { self = try read(sqlValue) { Self($0) } }
}

/// TEXT, 16 digits.
extension FamilyCardNumber: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(digits) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) { self = try read(sqlValue) { Self($0) } }
}

/// TEXT, 13 digits with their leading zeros.
extension CardNumber: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(digits) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) { self = try read(sqlValue) { Self($0) } }
}

/// TEXT, as `Author.text` writes it.
extension Author: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(text) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) { self = try read(sqlValue) { Self($0) } }
}

/// TEXT, `kind:id`.
extension Subject: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(text) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) {
        self = try read(sqlValue) { text in
            let parts = text.split(separator: ":", maxSplits: 1)
            return parts.count == 2 ? Subject(String(parts[0]), String(parts[1])) : nil
        }
    }
}

/// TEXT, the role's written name.
extension Role: SQLEncodable, SQLDecodable {}

/// TEXT, `WIB`.
extension IndonesianZone: SQLEncodable, SQLDecodable {}

private func read<T>(_ value: SQLValue, _ parse: (String) -> T?) throws(SQLDecodingError) -> T {
    guard case .text(let text) = value, let parsed = parse(text) else { throw SQLDecodingError(value, T.self) }
    return parsed
}
