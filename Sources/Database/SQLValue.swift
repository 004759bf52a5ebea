/// One value as both databases understand it.
public enum SQLValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

public protocol SQLEncodable: Sendable {
    var sqlValue: SQLValue { get }
}

public protocol SQLDecodable {
    init(sqlValue: SQLValue) throws(SQLDecodingError)
}

public typealias SQLCodable = SQLEncodable & SQLDecodable

/// A column holds what its Swift type cannot be, or is not there.
public struct SQLDecodingError: Error, CustomStringConvertible {
    public let description: String

    /// The value itself is not told: it may be a person's.
    public init(_ value: SQLValue, _ type: Any.Type) { description = "\(value.kind) is not a \(type)" }
    public init(missing column: String) { description = "no column named \(column)" }
    init(_ column: String, _ error: SQLDecodingError) { description = "column \(column): \(error.description)" }
}

extension SQLValue: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { self }
    public init(sqlValue: SQLValue) { self = sqlValue }

    fileprivate var kind: String {
        switch self {
        case .null: "NULL"
        case .boolean: "a boolean"
        case .integer: "an integer"
        case .real: "a real"
        case .text: "a text"
        case .blob: "bytes"
        }
    }
}

extension String: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(self) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) {
        guard case .text(let text) = sqlValue else { throw SQLDecodingError(sqlValue, String.self) }
        self = text
    }
}

extension Int64: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .integer(self) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) {
        guard case .integer(let integer) = sqlValue else { throw SQLDecodingError(sqlValue, Int64.self) }
        self = integer
    }
}

extension Int: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .integer(Int64(self)) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) { self = Int(try Int64(sqlValue: sqlValue)) }
}

extension Bool: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .boolean(self) }
    /// SQLite has no boolean of its own: it answers 0 or 1.
    public init(sqlValue: SQLValue) throws(SQLDecodingError) {
        switch sqlValue {
        case .boolean(let boolean): self = boolean
        case .integer(0): self = false
        case .integer(1): self = true
        default: throw SQLDecodingError(sqlValue, Bool.self)
        }
    }
}

extension Double: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .real(self) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) {
        switch sqlValue {
        case .real(let real): self = real
        case .integer(let integer): self = Double(integer)
        default: throw SQLDecodingError(sqlValue, Double.self)
        }
    }
}

extension [UInt8]: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .blob(self) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) {
        guard case .blob(let bytes) = sqlValue else { throw SQLDecodingError(sqlValue, [UInt8].self) }
        self = bytes
    }
}

extension Optional: SQLEncodable where Wrapped: SQLEncodable {
    public var sqlValue: SQLValue { self?.sqlValue ?? .null }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
    public init(sqlValue: SQLValue) throws(SQLDecodingError) {
        self = sqlValue == .null ? nil : try Wrapped(sqlValue: sqlValue)
    }
}

extension RawRepresentable where Self: SQLEncodable, RawValue: SQLEncodable {
    public var sqlValue: SQLValue { rawValue.sqlValue }
}

extension RawRepresentable where Self: SQLDecodable, RawValue: SQLDecodable {
    public init(sqlValue: SQLValue) throws(SQLDecodingError) {
        guard let value = Self(rawValue: try RawValue(sqlValue: sqlValue)) else {
            throw SQLDecodingError(sqlValue, Self.self)
        }
        self = value
    }
}
