import NIOCore

/// Reads `application/x-www-form-urlencoded` (WHATWG URL §5.1). Nil when an escape or the UTF-8 is broken.
func readURLEncoded(_ bytes: [UInt8]) -> [String: [String]]? {
    var values: [String: [String]] = [:]
    for pair in bytes.split(separator: UInt8(ascii: "&")) {
        let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = percentDecoded(halves[0]),
            let value = halves.count == 2 ? percentDecoded(halves[1]) : ""
        else { return nil }
        values[name, default: []].append(value)
        guard values.count <= 1_000 else { return nil }
    }
    return values
}

func percentDecoded(_ bytes: ArraySlice<UInt8>) -> String? {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
        switch bytes[index] {
        case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
        case UInt8(ascii: "%"):
            guard index + 2 < bytes.endIndex, let high = hexValue(bytes[index + 1]),
                let low = hexValue(bytes[index + 2])
            else { return nil }
            decoded.append(high << 4 | low)
            index += 2
        default: decoded.append(bytes[index])
        }
        index += 1
    }
    return String(validating: decoded, as: UTF8.self)
}

private func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

/// Reads `multipart/form-data` (RFC 7578) with a boundary of RFC 2046 §5.1.1. Nil when a part is broken.
func readMultipart(_ buffer: ByteBuffer, boundary: String) -> Form? {
    let delimiter = Array("\r\n--\(boundary)".utf8)
    // The first boundary may stand at the very start: a line break before it makes all alike.
    let bytes = Array("\r\n".utf8) + Array(buffer.readableBytesView)
    guard var start = bytes.firstIndex(of: delimiter, from: 0) else { return nil }
    var values: [String: [String]] = [:]
    var files: [String: [Form.File]] = [:]
    for _ in 0..<1_000 {
        let after = start + delimiter.count
        guard after + 2 <= bytes.count else { return nil }
        if bytes[after] == UInt8(ascii: "-"), bytes[after + 1] == UInt8(ascii: "-") {
            return Form(values: values, files: files)
        }
        guard let end = bytes.firstIndex(of: delimiter, from: after),
            let part = MultipartPart(bytes[after..<end])
        else { return nil }
        if let fileName = part.fileName {
            if !part.content.isEmpty {
                files[part.name, default: []].append(
                    Form.File(
                        name: fileName, contentType: part.contentType, content: ByteBuffer(bytes: part.content)))
            }
        } else {
            guard let text = String(validating: part.content, as: UTF8.self) else { return nil }
            values[part.name, default: []].append(text)
        }
        start = end
    }
    return nil
}

private struct MultipartPart {
    var name = ""
    var fileName: String?
    var contentType = "application/octet-stream"
    let content: ArraySlice<UInt8>

    /// Takes what stands between two boundaries: a line break, header lines, an empty line, the content.
    init?(_ bytes: ArraySlice<UInt8>) {
        let emptyLine = Array("\r\n\r\n".utf8)
        guard let headEnd = bytes.firstIndex(of: emptyLine, from: bytes.startIndex) else { return nil }
        content = bytes[(headEnd + emptyLine.count)...]
        let head = String(decoding: bytes[bytes.startIndex..<headEnd], as: UTF8.self)
        for line in head.split(whereSeparator: \.isNewline) {
            let halves = line.split(separator: ":", maxSplits: 1)
            guard halves.count == 2 else { continue }
            let value = String(halves[1]).trimmed
            switch String(halves[0]).lowercased() {
            case "content-type": contentType = value
            case "content-disposition":
                name = headerParameter("name", in: value) ?? ""
                fileName = headerParameter("filename", in: value)
            default: continue
            }
        }
        guard !name.isEmpty else { return nil }
    }
}

/// The value of `name="…"` or `name=…` in a header field with parameters; browsers write `%22` for a quotation mark.
func headerParameter(_ name: String, in field: String) -> String? {
    for parameter in field.split(separator: ";").dropFirst() {
        let halves = parameter.split(separator: "=", maxSplits: 1)
        guard halves.count == 2, String(halves[0]).trimmed.lowercased() == name else { continue }
        let value = String(halves[1]).trimmed
        guard value.hasPrefix("\""), value.hasSuffix("\""), value.utf8.count >= 2 else { return value }
        return String(value.dropFirst().dropLast())
    }
    return nil
}

extension RandomAccessCollection where Element == UInt8, Index == Int {
    /// Where a run of bytes begins at or after an index; linear for the boundaries that browsers make.
    func firstIndex(of needle: [UInt8], from: Int) -> Int? {
        guard let first = needle.first, count >= needle.count else { return nil }
        var index = from
        while index <= endIndex - needle.count {
            guard let candidate = self[index...].firstIndex(of: first) else { return nil }
            guard candidate <= endIndex - needle.count else { return nil }
            if self[candidate..<candidate + needle.count].elementsEqual(needle) { return candidate }
            index = candidate + 1
        }
        return nil
    }
}
