import ArgumentParser
import Calls
import Foundation
import Kernel
import Logging

/// `sahut demo call`: rings the centre over real SIP and RTP, with a caller who speaks.
struct DemoCallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Rings the running centre with a spoken caller.")

    @Option(help: "The number that the caller rings from; the default belongs to a demo member.")
    var from = DemoMembers.callerNumber

    @Option(help: "The menu digit to press.")
    var digit = "1"

    @Option(help: "Seconds until the caller hangs up, if the agent does not.")
    var patience = 180

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.read()
        let outcome = try await DemoCall.ring(
            configuration, from: from, digit: digit, patience: .seconds(patience), said: { print($0) })
        switch outcome {
        case .endedByCentre: print("The centre hung up.")
        case .gaveUp: print("The caller hung up.")
        case .refused(let status):
            throw ValidationError("The centre refused the call (\(status)). Does it run? make run")
        case .failed(let why): throw ValidationError("No call: \(why). Does the centre run? make run")
        }
    }
}

/// The caller of the demo: asks about a bill, again and again, until somebody answers and hangs up.
enum DemoCall {
    static let words = """
        Selamat pagi. Saya ingin menanyakan tagihan iuran keluarga saya. Kartu saya aktif, tetapi di rumah sakit \
        disebutkan ada tunggakan dua bulan. Mohon dibantu.
        """

    static func ring(
        _ configuration: SahutConfiguration, from: String = DemoMembers.callerNumber, digit: String = "1",
        patience: Duration = .seconds(180), said: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> LoneCaller.Outcome {
        let folder = URL(fileURLWithPath: configuration.storage.folder).appendingPathComponent("demo")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let speech = folder.appendingPathComponent("caller.wav")
        if !FileManager.default.fileExists(atPath: speech.path) { try await EspeakVoice.speak(words, into: speech) }
        let caller = LoneCaller(clock: SystemClock(), log: Logger(label: "sahut.caller"), said: said)
        let sip = configuration.sip
        return try await caller.ring(
            LoneCaller.Call(
                number: "165", host: sip.host, port: UInt16(sip.port), from: from,
                digits: [(after: .seconds(14), digits: digit)], speech: speech.path, speaksAfter: .seconds(18),
                patience: patience))
    }
}
