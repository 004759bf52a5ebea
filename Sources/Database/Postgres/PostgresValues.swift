import CPostgres
import Foundation

/// The values of one statement as libpq takes them: one buffer holds all, each with a NUL after it.
struct PostgresBinds {
    private var bytes: [UInt8] = []
    private var offsets: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ binds: [SQLValue]) {
        for bind in binds {
            let start = bytes.count
            switch bind {
            case .null: break
            case .boolean(let boolean): bytes.append(UInt8(ascii: boolean ? "t" : "f"))
            case .integer(let integer): bytes += String(integer).utf8
            case .real(let real): bytes += String(describing: real).utf8
            case .text(let text): bytes += text.utf8
            case .blob(let blob): bytes += blob
            }
            offsets.append(bind == .null ? nil : start)
            lengths.append(Int32(bytes.count - start))
            if case .blob = bind { formats.append(1) } else { formats.append(0) }
            bytes.append(0)
        }
    }

    /// Hands over count, values, lengths and formats (0 text, 1 binary), which live as long as the closure.
    func withPointers<T>(_ body: (Int32, [UnsafePointer<CChar>?], [Int32], [Int32]) -> T) -> T {
        bytes.withUnsafeBytes { buffer in
            let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = offsets.map { offset in offset.flatMap { base?.advanced(by: $0) } }
            return body(Int32(values.count), values, lengths, formats)
        }
    }
}

extension Row {
    static func rows(of result: OpaquePointer) -> [Row] {
        let fields = PQnfields(result)
        let columns = Columns((0..<fields).map { String(cString: PQfname(result, $0)) })
        let types = (0..<fields).map { PQftype(result, $0) }
        return (0..<PQntuples(result)).map { row in
            Row(columns: columns, values: (0..<fields).map { SQLValue(result, row, $0, type: types[Int($0)]) })
        }
    }
}

extension SQLValue {
    /// Numbers and booleans say their type; the server infers the rest.
    var postgresType: Oid {
        switch self {
        case .null, .text: 0
        case .boolean: 16
        case .integer: 20
        case .real: 701
        case .blob: 17
        }
    }

    fileprivate init(_ result: OpaquePointer, _ row: Int32, _ column: Int32, type: Oid) {
        guard PQgetisnull(result, row, column) == 0, let bytes = PQgetvalue(result, row, column) else {
            self = .null
            return
        }
        switch type {
        case 20, 21, 23, 26: self = .integer(Int64(strtoll(bytes, nil, 10)))  // int8, int2, int4, oid
        case 16: self = .boolean(bytes[0] == CChar(bitPattern: UInt8(ascii: "t")))  // bool
        case 700, 701: self = .real(strtod(bytes, nil))  // float4, float8
        case 1700:  // numeric, as SUM(bigint) is
            self = Int64(String(cString: bytes)).map { .integer($0) } ?? .real(strtod(bytes, nil))
        case 17:  // bytea
            var length = 0
            let plain = PQunescapeBytea(UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self), &length)
            self = .blob([UInt8](UnsafeBufferPointer(start: plain, count: length)))
            PQfreemem(plain)
        default:
            let text = UnsafeRawBufferPointer(start: bytes, count: Int(PQgetlength(result, row, column)))
            self = .text(String(decoding: text, as: UTF8.self))
        }
    }
}
