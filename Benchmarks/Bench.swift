import Foundation
import Voice

/// `make bench`: one line a figure on standard output, `bench <name> <value> <unit>`, and nothing else there.
///
/// A name given as an argument runs the benches whose figures begin with it: `make bench ONLY=voice`.
@main
enum Bench {
    private static var benches: [any Measurement.Type] {
        [
            CallCost.self, MemoryGrowth.self, StartUp.self, CallsPerProcessorSecond.self, DeskLatency.self,
            MemberSearch.self, TicketLists.self, Repeats.self,
        ]
    }

    static func main() async throws {
        if try VoiceBench.runIfChild() { return }
        var failed = false
        let only = CommandLine.arguments.dropFirst().first ?? ""
        for bench in benches where bench.names.contains(where: { $0.hasPrefix(only) }) {
            note("measuring \(bench.names.joined(separator: ", ")) …")
            do {
                for figure in try await bench.measure() where figure.name.hasPrefix(only) { print(figure.line) }
            } catch {
                note("not measured: \(error)")
                failed = true
            }
        }
        if failed { exit(1) }
    }

    /// People who wait read this on standard error.
    static func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

/// Something that is measured in one go and gives one or more figures.
protocol Measurement: Sendable {
    static var names: [String] { get }
    static func measure() async throws -> [Figure]
}

struct Figure {
    let name: String
    let value: Double
    let unit: String

    var line: String { "bench \(name) \(rounded) \(unit)" }

    /// Three digits that mean something.
    var rounded: String {
        guard value != 0, value.isFinite else { return "\(value)" }
        let scale = pow(10, 2 - floor(log10(abs(value))))
        return "\((value * scale).rounded() / scale)"
    }
}

/// 100 recorded calls at once on the voice engine.
enum CallCost: Measurement {
    static let names = ["voice.call_core_percent", "voice.pacing_p999_ms", "voice.added_delay_ms"]

    static func measure() async throws -> [Figure] {
        let figures = try await VoiceBench.calls(100)
        Bench.note(
            "encoding \(figures.encodingPercent) % of it; worst delay \(figures.worstDelayMilliseconds) ms; "
                + "lost share \(figures.lostShare)"
        )
        return [
            Figure(name: names[0], value: figures.corePercent, unit: "percent"),
            Figure(name: names[1], value: figures.pacingMilliseconds, unit: "ms"),
            Figure(name: names[2], value: figures.delayMilliseconds, unit: "ms"),
        ]
    }
}

/// 10,000 short calls through the voice engine.
enum MemoryGrowth: Measurement {
    static let names = ["voice.memory_growth_mb"]

    static func measure() async throws -> [Figure] {
        [Figure(name: names[0], value: try await VoiceBench.memoryGrowth(), unit: "MB")]
    }
}
