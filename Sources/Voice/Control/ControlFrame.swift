import Foundation

/// One message each way over the control socket: four bytes of length (big endian), then JSON.
struct AskedFrame: Codable, Sendable {
    var id: UInt64
    var command: VoiceCommand
}

enum ToldFrame: Codable, Sendable {
    case reply(id: UInt64, reply: VoiceReply)
    case event(VoiceEvent)
}

enum ControlFrame {
    /// A listing of the most legs fits; anything longer is not ours.
    static let longestReply = 8 << 20
    /// An SDP offer of a browser with every extension fits many times.
    static let longestCommand = 256 << 10

    static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = try encoder.encode(value)
        let length = UInt32(json.count)
        return [UInt8(length >> 24), UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255)] + json
    }

    static func value<Value: Decodable>(_ type: Value.Type, from json: ArraySlice<UInt8>) throws -> Value {
        try JSONDecoder().decode(type, from: Data(json))
    }
}

/// Cuts a stream of bytes into messages, whatever the pieces in which it comes.
struct FrameReader {
    struct TooLong: Error { var length: Int }

    private var bytes: [UInt8] = []
    private var start = 0
    let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func append(_ piece: UnsafeRawBufferPointer) {
        if start > 0 {
            bytes.removeFirst(start)
            start = 0
        }
        bytes.append(contentsOf: piece)
    }

    /// The next whole message, or nil until more bytes have come. After `TooLong` the stream is of no use.
    mutating func next() throws(TooLong) -> ArraySlice<UInt8>? {
        guard bytes.count - start >= 4 else { return nil }
        let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= limit else { throw TooLong(length: length) }
        guard bytes.count - start >= 4 + length else { return nil }
        defer { start += 4 + length }
        return bytes[start + 4..<start + 4 + length]
    }
}
