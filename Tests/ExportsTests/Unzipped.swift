import CXlsxwriter
import Foundation

/// The parts of a workbook by their names, unpacked (APPNOTE.TXT, 4.3: the central directory at the end names each).
struct Unzipped {
    private(set) var parts: [String: String] = [:]

    struct Unreadable: Error {
        let what: String
    }

    init(_ file: URL) throws {
        let bytes = Array(try Data(contentsOf: file))
        func number(_ at: Int, _ width: Int) -> Int { (0..<width).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) } }
        guard let end = (0..<(bytes.count - 21)).reversed().first(where: { number($0, 4) == 0x0605_4B50 }) else {
            throw Unreadable(what: "no end of a directory")
        }
        var place = number(end + 16, 4)
        for _ in 0..<number(end + 10, 2) {
            let (method, packed, plain) = (number(place + 10, 2), number(place + 20, 4), number(place + 24, 4))
            let (nameLength, local) = (number(place + 28, 2), number(place + 42, 4))
            let name = String(decoding: bytes[(place + 46)..<(place + 46 + nameLength)], as: UTF8.self)
            let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
            let content = Array(bytes[start..<(start + packed)])
            let text = method == 0 ? content : try Self.inflated(content, plain)
            parts[name] = String(decoding: text, as: UTF8.self)
            place += 46 + nameLength + number(place + 30, 2) + number(place + 32, 2)
        }
    }

    private static func inflated(_ packed: [UInt8], _ size: Int) throws -> [UInt8] {
        var packed = packed
        var plain = [UInt8](repeating: 0, count: size)
        var stream = z_stream()
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Unreadable(what: "zlib did not start")
        }
        let status = packed.withUnsafeMutableBufferPointer { source in
            plain.withUnsafeMutableBufferPointer { target in
                (stream.next_in, stream.avail_in) = (source.baseAddress, UInt32(source.count))
                (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(target.count))
                return inflate(&stream, Z_FINISH)
            }
        }
        inflateEnd(&stream)
        guard status == Z_STREAM_END else { throw Unreadable(what: "a part does not unpack: \(status)") }
        return plain
    }
}
