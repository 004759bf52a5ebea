import ArgumentParser
import Calls
import Foundation
import Kernel

/// `sahut demo day`: a whole day of synthetic calls through the real floor and journal, without audio.
struct DemoDayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "day", abstract: "Drives a whole day of synthetic calls through the floor, without audio.")

    @Option(help: "How many times faster than life: 60 makes an hour pass in a minute.")
    var speed = 60

    @Option(help: "Calls of the day.")
    var calls = 4_000

    @Option(help: "The seed of the day; the same seed gives the same callers.")
    var seed: UInt64 = 165

    @Option(help: "The day to play, as 2026-11-20; today when left out.")
    var day: String?

    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        guard (1...3_600).contains(speed) else { throw ValidationError("--speed takes 1 to 3600.") }
        guard (1...100_000).contains(calls) else { throw ValidationError("--calls takes 1 to 100000.") }
        if let day, Day(day) == nil { throw ValidationError("'\(day)' is no day; write it as 2026-11-20.") }
    }

    func run() async throws {
        let configuration = try options.read()
        _ = CentreLog.start(configuration, process: "demo")
        let play = DemoDay(
            configuration: configuration, speed: speed, calls: calls, seed: seed, day: day.flatMap { Day($0) })
        try await play.run { print($0) }
    }
}
