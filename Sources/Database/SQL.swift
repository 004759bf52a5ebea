/// A statement and its values. Interpolated values never become SQL text: `"… WHERE id = \(id)"` binds `id`.
///
/// Values are numbered `$1`, `$2` …, the form that PostgreSQL and SQLite share. What else both understand alike, and
/// what not, stands in this folder's README.
public struct SQL: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// Literal text around the binds: always one more piece than there are binds.
    private var pieces: [String]
    public private(set) var binds: [SQLValue]

    public init(stringLiteral value: String) {
        pieces = [value]
        binds = []
    }

    public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

    public var text: String {
        var text = pieces[0]
        for index in binds.indices {
            text += "$\(index + 1)"
            text += pieces[index + 1]
        }
        return text
    }

    public static func + (lhs: SQL, rhs: SQL) -> SQL {
        var sum = lhs
        sum.append(rhs)
        return sum
    }

    public static func += (lhs: inout SQL, rhs: SQL) { lhs.append(rhs) }

    private mutating func append(_ other: SQL) {
        pieces[pieces.count - 1] += other.pieces[0]
        pieces += other.pieces.dropFirst()
        binds += other.binds
    }

    private mutating func append(literal: String) { pieces[pieces.count - 1] += literal }

    private mutating func bind(_ value: SQLValue) {
        binds.append(value)
        pieces.append("")
    }
}

extension SQL {
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql: SQL = ""

        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.pieces.reserveCapacity(interpolationCount + 1)
            sql.binds.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { sql.append(literal: literal) }

        public mutating func appendInterpolation(_ value: some SQLEncodable) { sql.bind(value.sqlValue) }

        /// Of its own, or Swift warns of a "debug description for an optional value".
        public mutating func appendInterpolation(_ value: (some SQLEncodable)?) { sql.bind(value?.sqlValue ?? .null) }

        public mutating func appendInterpolation(_ fragment: SQL) { sql.append(fragment) }

        /// `IN \(list: ids)` becomes `IN ($1, $2)`; an empty list becomes `(NULL)`, which matches nothing.
        public mutating func appendInterpolation(list values: some Collection<some SQLEncodable>) {
            appendLiteral(values.isEmpty ? "(NULL" : "(")
            for (index, value) in values.enumerated() {
                if index > 0 { appendLiteral(", ") }
                sql.bind(value.sqlValue)
            }
            appendLiteral(")")
        }

        /// For a table or column name that the program, never a user, chose.
        public mutating func appendInterpolation(name: String) {
            appendLiteral(
                "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"")
        }
    }

    /// Conditions that must all hold: `TRUE` when there are none.
    public static func all(_ conditions: [SQL]) -> SQL { joined(conditions, by: " AND ", none: "TRUE") }

    /// Rows of a bulk insert: `INSERT INTO t (a, b) VALUES \(SQL.rows(…))`, each row written as `"(\(a), \(b))"`.
    /// There must be at least one.
    public static func rows(_ rows: [SQL]) -> SQL { joined(rows, by: ", ", none: "") }

    private static func joined(_ parts: [SQL], by separator: String, none: SQL) -> SQL {
        guard var sum = parts.first else { return none }
        for part in parts.dropFirst() {
            sum.append(literal: separator)
            sum.append(part)
        }
        return sum
    }
}

extension SQL {
    /// PostgreSQL takes 65,535 values a statement, Debian's SQLite 32,766.
    static let mostBinds = 32_766

    /// Refuses, alike on both databases, the values that one of them would cut short or change: text with a NUL
    /// (PostgreSQL ends there), a real that is no number (SQLite makes it NULL), too many values.
    func checked() throws(DatabaseError) -> SQL {
        func refuse(_ why: String) -> DatabaseError {
            DatabaseError(kind: .unstorable, code: "bind", message: why, sql: text)
        }
        guard binds.count <= SQL.mostBinds else { throw refuse("more than \(SQL.mostBinds) values") }
        for bind in binds {
            switch bind {
            case .text(let text) where text.utf8.contains(0): throw refuse("text with a NUL character")
            case .real(let real) where real.isNaN: throw refuse("a real that is not a number")
            default: continue
            }
        }
        return self
    }
}
