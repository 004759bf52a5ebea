import Foundation

/// Reads a file line by line, however long the file is. Bytes only: what they mean is somebody else's.
final class LineReader {
    struct Line {
        /// Without its line break; nil for one that was too long to be kept.
        let bytes: [UInt8]?
        /// Where the next line begins.
        let end: UInt64
    }

    static let longestLine = 16 * 1_024
    private static let chunk = 256 * 1_024

    private let file: FileHandle
    private var buffer: [UInt8] = []
    private var place = 0
    private var offset: UInt64
    private var isAtEnd = false

    /// - Parameter offset: where a line begins.
    init(_ path: String, from offset: UInt64 = 0) throws {
        file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        try file.seek(toOffset: offset)
        self.offset = offset
    }

    deinit {
        // It was only read from: nothing is lost when closing fails.
        try? file.close()
    }

    /// nil at the end. Lines of blanks alone are there too.
    func next() throws -> Line? {
        var start = place
        while true {
            if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) { return line(upTo: end, breaks: 1) }
            if isAtEnd { return place == buffer.count ? nil : line(upTo: buffer.count, breaks: 0) }
            start = try fill()
        }
    }

    private func line(upTo end: Int, breaks: Int) -> Line {
        var bytes = buffer[place..<end]
        offset += UInt64(bytes.count + breaks)
        place = end + breaks
        if bytes.last == UInt8(ascii: "\r") { bytes = bytes.dropLast() }
        return Line(bytes: bytes.count > Self.longestLine ? nil : Array(bytes), end: offset)
    }

    /// Where the new bytes begin.
    private func fill() throws -> Int {
        buffer.removeSubrange(..<place)
        place = 0
        // Of a line without an end only its length is still of interest.
        if buffer.count > 4 * Self.longestLine {
            let forgotten = buffer.count - 2 * Self.longestLine
            buffer.removeLast(forgotten)
            offset += UInt64(forgotten)
        }
        let start = buffer.count
        let more = try file.read(upToCount: Self.chunk) ?? Data()
        isAtEnd = more.isEmpty
        buffer.append(contentsOf: more)
        return start
    }
}
