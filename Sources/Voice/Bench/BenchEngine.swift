import Foundation
import Glibc
import Kernel

/// The engine's process, seen from outside.
struct BenchEngine: Sendable {
    struct Refusal: Error { var reason: String }

    let client: VoiceClient
    let process: Int32

    func waitUntilReady() async throws {
        for _ in 0..<1_000 {
            if client.engineInstance != nil { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Refusal(reason: "the engine does not answer")
    }

    /// Seconds of processor time since its start, of all threads and of the one that encodes recordings.
    func processorSeconds() throws -> (all: Double, encoder: Double) {
        var all = 0.0
        var encoder = 0.0
        let tasks = "/proc/\(process)/task"
        for task in try FileManager.default.contentsOfDirectory(atPath: tasks) {
            let name = try text("\(tasks)/\(task)/comm")
            let nanoseconds = Double(try text("\(tasks)/\(task)/schedstat").prefix { $0 != " " }) ?? 0
            all += nanoseconds / 1e9
            if name.hasPrefix("voice-encoder") { encoder += nanoseconds / 1e9 }
        }
        return (all, encoder)
    }

    func residentMegabytes() throws -> Double {
        let pages = try text("/proc/\(process)/statm").split(separator: " ").dropFirst().first.flatMap { Double($0) }
        guard let pages else { throw Refusal(reason: "no memory figures") }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
    }

    /// Stops the recordings and waits for their files; returns how many seconds they hold.
    func endRecordings(of rooms: [RoomID]) async throws -> Double {
        for room in rooms { try await client.send(.closeRoom(room: room)) }
        for _ in 0..<6_000 {
            let finished = try await client.list().finished
            if finished.count >= rooms.count { return finished.reduce(0) { $0 + Double($1.milliseconds) / 1_000 } }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Refusal(reason: "recordings are not finished")
    }

    private func text(_ path: String) throws -> String {
        // Files of /proc have no length: they are read until their end.
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { handle.closeFile() }
        return String(decoding: handle.readDataToEndOfFile(), as: UTF8.self)
    }
}
