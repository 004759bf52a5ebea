import Foundation
import Glibc

/// One client of the engine. Owned by the control thread.
final class ControlConnection {
    struct Overrun: Error {}

    /// A client that leaves so much unread is not listening.
    private static let mostUnsent = 32 << 20

    let file: Int32
    let number: UInt64
    var isGreeted = false
    private var reader = FrameReader(limit: ControlFrame.longestCommand)
    private var unsent: [UInt8] = []

    init(file: Int32, number: UInt64) {
        self.file = file
        self.number = number
    }

    deinit { close(file) }

    var hasUnsent: Bool { !unsent.isEmpty }

    /// False when the client has gone. Throws when what it says is no stream of ours.
    func receive(_ take: (ArraySlice<UInt8>) -> Void) throws -> Bool {
        let count = withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { space in
            let count = recv(file, space.baseAddress, space.count, 0)
            if count > 0 { reader.append(UnsafeRawBufferPointer(rebasing: space[..<count])) }
            return count
        }
        if count < 0 { return errno == EAGAIN || errno == EINTR }
        while let json = try reader.next() { take(json) }
        return count > 0
    }

    func send(_ frame: ToldFrame) {
        do {
            unsent += try ControlFrame.bytes(frame)
        } catch {
            preconditionFailure("our own frames can be written as JSON: \(error)")
        }
    }

    func flush() throws {
        while !unsent.isEmpty {
            let count = unsent.withUnsafeBytes { Glibc.send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0 {
                guard errno == EAGAIN || errno == EINTR else { throw SystemCallFailure("send") }
                guard unsent.count <= Self.mostUnsent else { throw Overrun() }
                return
            }
            unsent.removeFirst(count)
        }
    }
}

/// The number of a message whose command is not understood, so that the refusal finds its asker.
struct AskedNumber: Decodable {
    var id: UInt64

    /// Zero when even that is missing.
    static func read(_ json: ArraySlice<UInt8>) -> UInt64 {
        do {
            return try ControlFrame.value(AskedNumber.self, from: json).id
        } catch {
            return 0
        }
    }
}
