import Glibc
import Synchronization

/// Sound in memory at 8 kHz, which may still be on its way from the disk: the audio thread plays silence until then.
///
/// Unchecked: `samples` is written by one loader before `state` says ready, and never after.
final class Clip: @unchecked Sendable {
    enum State: Int {
        case loading
        case ready
        case failed
    }

    private let flag = Atomic<Int>(State.loading.rawValue)
    private var memory: UnsafeMutableBufferPointer<Int16>?

    init() {}

    /// A clip that is there from the beginning.
    convenience init(_ samples: [Int16]) {
        self.init()
        fill(samples)
    }

    deinit { memory?.deallocate() }

    var state: State { State(rawValue: flag.load(ordering: .acquiring)) ?? .failed }

    /// Empty unless ready.
    var samples: UnsafeBufferPointer<Int16> {
        guard state == .ready, let memory else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(memory)
    }

    func fill(_ samples: [Int16]) {
        let space = UnsafeMutableBufferPointer<Int16>.allocate(capacity: max(1, samples.count))
        _ = space.update(fromContentsOf: samples)
        memory = UnsafeMutableBufferPointer(rebasing: space[..<samples.count])
        flag.store(State.ready.rawValue, ordering: .releasing)
    }

    func fail() { flag.store(State.failed.rawValue, ordering: .releasing) }
}

/// The clips in use lately, loaded by a thread of their own; a file that was replaced is loaded anew.
final class ClipLibrary: Sendable {
    private struct Mark: Equatable {
        var seconds: Int
        var nanoseconds: Int
        var size: Int
    }

    private struct Entry {
        var clip: Clip
        var mark: Mark
        var lastUse: Int
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var uses = 0
        var queue: [(path: String, clip: Clip)] = []
        var isClosed = false
    }

    /// 128 MB of samples: over two hours.
    private static let mostBytes = 128 << 20

    private let folder: String
    private let alarm: @Sendable (VoiceAlarm) -> Void
    private let bell: Bell
    private let state = Mutex(State())

    init(folder: String, alarm: @escaping @Sendable (VoiceAlarm) -> Void) throws(SystemCallFailure) {
        self.folder = folder
        self.alarm = alarm
        bell = try Bell()
    }

    deinit { close(bell.file) }

    /// Never waits for the sound itself; asks the file only for its date.
    func clip(_ file: String) -> Clip {
        let path = file.hasPrefix("/") ? file : folder + "/" + file
        var status = stat()
        guard stat(path, &status) == 0 else {
            alarm(.promptMissing(path: path))
            let missing = Clip()
            missing.fail()
            return missing
        }
        let mark = Mark(
            seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec, size: Int(status.st_size))
        let clip = state.withLock { state in
            state.uses += 1
            if var entry = state.entries[path], entry.mark == mark, entry.clip.state != .failed {
                entry.lastUse = state.uses
                state.entries[path] = entry
                return entry.clip
            }
            let clip = Clip()
            state.entries[path] = Entry(clip: clip, mark: mark, lastUse: state.uses)
            state.queue.append((path, clip))
            return clip
        }
        bell.ring()
        return clip
    }

    /// The loader's thread: runs until `close`.
    func run() {
        while true {
            let (work, isClosed) = state.withLock { state in
                defer { state.queue = [] }
                return (state.queue, state.isClosed)
            }
            for (path, clip) in work { load(path, into: clip) }
            if isClosed { return }
            if !work.isEmpty {
                forget()
                continue
            }
            var wake = pollfd(file: bell.file, events: POLLIN)
            poll(&wake, 1, -1)
            bell.quiet()
        }
    }

    func stop() {
        state.withLock { $0.isClosed = true }
        bell.ring()
    }

    private func load(_ path: String, into clip: Clip) {
        do {
            let bytes = try WholeFile.read(path, limit: 1 << 30)
            clip.fill(try WAVFile(bytes).samples)
        } catch {
            clip.fail()
            alarm(.promptUnreadable(path: path, reason: "\(error)"))
        }
    }

    /// Drops those least lately used when together they are too large; one that plays lives on with its player.
    private func forget() {
        state.withLock { state in
            var bytes = state.entries.values.reduce(0) { $0 + $1.clip.samples.count * 2 }
            guard bytes > Self.mostBytes else { return }
            for (path, entry) in state.entries.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
                bytes -= entry.clip.samples.count * 2
                state.entries[path] = nil
                if bytes <= Self.mostBytes { return }
            }
        }
    }
}

enum WholeFile {
    static func read(_ path: String, limit: Int) throws(SystemCallFailure) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SystemCallFailure("open") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw SystemCallFailure("fstat") }
        guard status.st_size <= limit else { throw SystemCallFailure("read", EFBIG) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress! + filled, $0.count - filled) }
            if count < 0 {
                guard errno == EINTR else { throw SystemCallFailure("read") }
                continue
            }
            guard count > 0 else { break }
            filled += count
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }
}
