import Glibc
import Logging
import Synchronization

/// Brings recordings to disk: a writer thread that appends twice a second, and a patient one that turns complete ones
/// into Ogg Opus. The disk may be slow or full; no call ever notices.
final class Recorder: Sendable {
    private struct State {
        var taps: [RecordingTap] = []
        var unfinished: [UnfinishedRecording] = []
        var encoding: String?
        var isStopping = false
        var writerIsDone = false
    }

    private static let writeMilliseconds: Int32 = 500
    private static let retrySeconds = 60

    private let folder: String
    private let bitrate: Int
    private let tell: @Sendable (VoiceEvent) -> Void
    private let logger: Logger
    private let writerBell: Bell
    private let encoderBell: Bell
    private let state = Mutex(State())

    init(
        folder: String, bitrate: Int, logger: Logger, tell: @escaping @Sendable (VoiceEvent) -> Void
    ) throws(SystemCallFailure) {
        self.folder = folder
        self.bitrate = bitrate
        self.logger = logger
        self.tell = tell
        writerBell = try Bell()
        encoderBell = try Bell()
        try PartFile.makeFolders(above: folder + "/x")
        let orphans = PartFile.orphans(beneath: folder).map { path in
            UnfinishedRecording(path: String(path.dropFirst(folder.count + 1).dropLast(PartFile.suffix.count)))
        }
        if !orphans.isEmpty {
            logger.notice("finishing recordings that were cut off", metadata: ["count": "\(orphans.count)"])
        }
        state.withLock { $0.unfinished = orphans }
    }

    deinit {
        close(writerBell.file)
        close(encoderBell.file)
    }

    /// Refuses what would leave the folder, hide, or write over another recording.
    func refusal(of path: String) -> VoiceRefusal? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let isSound = parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.utf8.contains(0) }
        guard isSound, path.hasSuffix(".opus"), path.utf8.count <= 1_024 else { return .badPath(path: path) }
        // Asked for again: the stage knows whether it is the same recording.
        if state.withLock({ $0.taps.contains { $0.path == path } }) { return nil }
        let full = folder + "/" + path
        if access(full, F_OK) == 0 || access(full + PartFile.suffix, F_OK) == 0 { return .fileExists(path: path) }
        return nil
    }

    func add(_ tap: RecordingTap) { state.withLock { $0.taps.append(tap) } }

    func stop() {
        state.withLock { $0.isStopping = true }
        writerBell.ring()
        encoderBell.ring()
    }

    // MARK: - The writer

    func runWriter() {
        var open: [ObjectIdentifier: PartWriter] = [:]
        while true {
            var wake = pollfd(file: writerBell.file, events: POLLIN)
            poll(&wake, 1, Self.writeMilliseconds)
            writerBell.quiet()
            let (taps, isStopping) = state.withLock { ($0.taps, $0.isStopping) }
            for tap in taps {
                // Asked before draining: what was pushed before the end is then drained too.
                let hasEnded = tap.hasEnded || isStopping
                let id = ObjectIdentifier(tap)
                open[id, default: PartWriter(tap, folder: folder)].append(report: report)
                if hasEnded, let writer = open.removeValue(forKey: id) { finish(writer) }
            }
            if isStopping { break }
        }
        state.withLock { $0.writerIsDone = true }
        encoderBell.ring()
    }

    private func report(_ path: String, _ failure: SystemCallFailure) {
        logger.error("recording stopped short", metadata: ["path": "\(path)", "reason": "\(failure)"])
        tell(.alarm(.recordingFailed(path: path, reason: "\(failure)")))
    }

    private func finish(_ writer: PartWriter) {
        let unfinished = writer.close()
        state.withLock { state in
            state.taps.removeAll { $0 === writer.tap }
            if let unfinished { state.unfinished.append(unfinished) }
        }
        encoderBell.ring()
    }

    // MARK: - The encoder

    /// Until told to stop; what is not encoded by then stays as a part and is finished after the next start.
    func runEncoder() {
        // Least important thread of the process: it has time. Zero means this thread (Linux).
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
        while !state.withLock({ $0.isStopping }) {
            guard let next = state.withLock({ $0.unfinished.isEmpty ? nil : $0.unfinished.removeFirst() }) else {
                wait(milliseconds: -1)
                continue
            }
            do {
                let finished = try next.encode(in: folder, bitrate: bitrate)
                tell(.recordingFinished(finished))
            } catch UnfinishedRecording.Refusal.notOurs {
                logger.warning("not a recording of ours, left alone", metadata: ["path": "\(next.path)"])
            } catch {
                logger.error(
                    "recording not finished, will try again", metadata: ["path": "\(next.path)", "reason": "\(error)"])
                tell(.alarm(.recordingFailed(path: next.path, reason: "\(error)")))
                state.withLock { $0.unfinished.append(next) }
                wait(milliseconds: Int32(Self.retrySeconds * 1_000))
            }
        }
    }

    private func wait(milliseconds: Int32) {
        var wake = pollfd(file: encoderBell.file, events: POLLIN)
        poll(&wake, 1, milliseconds)
        encoderBell.quiet()
    }
}

/// The open part file of one tap.
private struct PartWriter {
    let tap: RecordingTap
    private let path: String
    private var file: Int32?
    private var hasFailed = false

    init(_ tap: RecordingTap, folder: String) {
        self.tap = tap
        path = folder + "/" + tap.path + PartFile.suffix
    }

    /// Appends what waits. After a failure it is drained and thrown away.
    mutating func append(report: (String, SystemCallFailure) -> Void) {
        do throws(SystemCallFailure) {
            if file == nil, !hasFailed { file = try PartFile.create(path, room: tap.room) }
            try tap.drain { (bytes) throws(SystemCallFailure) in
                if let file, !hasFailed { try PartFile.writeAll(bytes, to: file) }
            }
        } catch {
            hasFailed = true
            report(tap.path, error)
        }
    }

    /// Nil when there is no file to finish.
    func close() -> UnfinishedRecording? {
        guard let file else { return nil }
        Glibc.close(file)
        return UnfinishedRecording(path: tap.path, truncated: hasFailed || tap.lostPairs > 0)
    }
}
