import COpus
import Glibc
import Kernel

/// A part file that wants to become Ogg Opus.
struct UnfinishedRecording: Equatable, Sendable {
    enum Refusal: Error, Equatable { case notOurs }

    /// Of the finished recording, relative to the recordings folder.
    var path: String
    /// An orphan is one until proved otherwise: the process died while it was made.
    var truncated = true

    /// Encodes beside the part, puts the result in place in one step, then removes the part.
    func encode(in folder: String, bitrate: Int) throws -> FinishedRecording {
        let part = folder + "/" + path + PartFile.suffix
        let source = open(part, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw SystemCallFailure("open") }
        defer { close(source) }
        var head = [UInt8](repeating: 0, count: PartFile.headLength)
        guard read(source, &head, head.count) == head.count, let room = PartFile.room(inHead: head) else {
            throw Refusal.notOurs
        }
        let unready = folder + "/" + path + ".tmp"
        let target = open(unready, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard target >= 0 else { throw SystemCallFailure("open") }
        defer { close(target) }
        let samples = try copy(
            from: source, to: target, serial: UInt32(truncatingIfNeeded: path.hashValue), bitrate: bitrate)
        guard fsync(target) == 0 else { throw SystemCallFailure("fsync") }
        guard rename(unready, folder + "/" + path) == 0 else { throw SystemCallFailure("rename") }
        guard unlink(part) == 0 else { throw SystemCallFailure("unlink") }
        return FinishedRecording(room: room, path: path, milliseconds: samples / 8, truncated: truncated)
    }

    /// Returns how many pairs of samples there were.
    private func copy(from source: Int32, to target: Int32, serial: UInt32, bitrate: Int) throws -> Int {
        let opus = try OpusFile(bitrate: bitrate, serial: serial)
        let frameBytes = OpusFile.frame * 4
        let space = UnsafeMutableRawBufferPointer.allocate(byteCount: frameBytes * 100, alignment: 16)
        defer { space.deallocate() }
        var pairs = 0
        var filled = 0
        while true {
            let count = read(source, space.baseAddress! + filled, space.count - filled)
            if count < 0 {
                if errno == EINTR { continue }
                throw SystemCallFailure("read")
            }
            filled += count
            if count > 0, filled < space.count { continue }
            pairs += filled / 4
            // The last frame may be short: the rest of it is silence.
            for index in filled..<space.count { space[index] = 0 }
            let samples = space.baseAddress!.assumingMemoryBound(to: Int16.self)
            for frame in 0..<(filled / 4 + OpusFile.frame - 1) / OpusFile.frame {
                try opus.add(samples + frame * OpusFile.frame * 2)
            }
            if count == 0 { break }
            try PartFile.writeAll(opus.takeOutput(), to: target)
            filled = 0
        }
        try opus.finish(samples: pairs)
        try PartFile.writeAll(opus.takeOutput(), to: target)
        return pairs
    }
}
