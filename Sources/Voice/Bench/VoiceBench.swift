import Foundation
import Glibc
import Kernel

/// What the engine costs and how it keeps time, measured from outside: the engine is a process of its own, everyone
/// who speaks is in this one.
///
/// The measuring program calls `runIfChild` first of all, because the engine's process is itself again.
public enum VoiceBench {
    public struct CallFigures: Sendable {
        /// Of one core, for one call of a trunk's leg and a browser's leg with recording, all threads of the engine,
        /// the encoding of its recording included.
        public var corePercent: Double
        /// Of that, the encoding afterwards.
        public var encodingPercent: Double
        /// Between packets that should be 20 ms apart, at the 99.9th percentile, as the kernel saw them arrive.
        public var pacingMilliseconds: Double
        /// From a sound's packet to the browser's port until it comes out of the trunk's: median and worst.
        public var delayMilliseconds: Double
        public var worstDelayMilliseconds: Double
        /// Share of the packets that should have come out and did not.
        public var lostShare: Double
        public var calls: Int
    }

    private static let childMark = "sahut-voice-bench-child"

    /// Serves as the engine and returns true, when the arguments say so.
    public static func runIfChild(_ arguments: [String] = CommandLine.arguments) throws -> Bool {
        guard arguments.count == 3, arguments[1] == childMark else { return false }
        try VoiceEngine(configuration(in: arguments[2])).run()
        return true
    }

    static func configuration(in folder: String) -> VoiceConfiguration {
        VoiceConfiguration(
            socketPath: folder + "/voice.sock", rtpPorts: 40_000...48_999, recordingsFolder: folder + "/recordings",
            promptsFolder: folder, portRestSeconds: 2)
    }

    /// Recorded calls at once, for so many seconds after they have settled.
    public static func calls(_ count: Int = 100, seconds: Int = 15) async throws -> CallFigures {
        try await withEngine { engine in
            let farm = try BenchFarm(calls: count)
            try await farm.connect(to: engine.client)
            farm.start()
            try await farm.waitUntilConnected()
            try await Task.sleep(for: .seconds(3))
            farm.beginMeasuring()
            let before = try engine.processorSeconds()
            try await Task.sleep(for: .seconds(seconds))
            let after = try engine.processorSeconds()
            let measured = farm.endMeasuring()
            farm.stop()
            let recorded = try await engine.endRecordings(of: farm.rooms)
            let end = try engine.processorSeconds()
            let talking = (after.all - after.encoder) - (before.all - before.encoder)
            let encoding = (end.encoder - before.encoder) / recorded
            return CallFigures(
                corePercent: 100 * (talking / Double(seconds * count) + encoding), encodingPercent: 100 * encoding,
                pacingMilliseconds: measured.gaps.percentile(0.999), delayMilliseconds: measured.delays.percentile(0.5),
                worstDelayMilliseconds: measured.delays.percentile(1),
                lostShare: 1 - min(1, Double(measured.gaps.count) / Double(count * seconds * 50)), calls: count)
        }
    }

    /// Megabytes that the engine has grown by over so many short calls, the first tenth left out.
    public static func memoryGrowth(calls: Int = 10_000) async throws -> Double {
        try await withEngine { engine in
            let flood = try BenchFlood(engine.client)
            try await flood.run(calls / 10)
            let before = try engine.residentMegabytes()
            try await flood.run(calls - calls / 10)
            // What still rests or is encoded belongs to nobody's call any more.
            try await Task.sleep(for: .seconds(3))
            return try engine.residentMegabytes() - before
        }
    }

    private static func withEngine<Figures: Sendable>(
        _ body: (BenchEngine) async throws -> Figures
    ) async throws -> Figures {
        let folder = FileManager.default.temporaryDirectory.path + "/sahut-bench-\(getpid())-\(monotonicNanoseconds())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(
            fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        process.arguments = [childMark, folder]
        // Standard output is for figures alone.
        process.standardOutput = FileHandle.standardError
        try process.run()
        let client = try VoiceClient(path: folder + "/voice.sock", commandLimit: .seconds(20))
        client.start()
        let engine = BenchEngine(client: client, process: process.processIdentifier)
        let outcome: Result<Figures, any Error>
        do {
            try await engine.waitUntilReady()
            outcome = .success(try await body(engine))
        } catch {
            outcome = .failure(error)
        }
        client.close()
        process.terminate()
        process.waitUntilExit()
        try FileManager.default.removeItem(atPath: folder)
        return try outcome.get()
    }
}

extension [Double] {
    /// Zero when there is nothing.
    func percentile(_ share: Double) -> Double {
        guard !isEmpty else { return 0 }
        return sorted()[Swift.min(count - 1, Int(Double(count) * share))]
    }
}

extension Identifier {
    static func forBench() -> Self {
        var random = SystemRandomNumberGenerator()
        return Self(at: SystemClock().now(), random: &random)
    }
}
