import ArgumentParser
import Foundation
import Logging
import Voice

/// `sahut voice`: the voice engine, a process of its own, so that neither a crash nor an upgrade of the centre is
/// heard.
struct VoiceProcessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voice", abstract: "Runs the voice engine: audio of calls, prompts, recordings.")

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let configuration = try options.read()
        let logger = CentreLog.start(configuration, process: "voice")
        for folder in [configuration.storage.recordings, configuration.storage.prompts] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        try VoiceEngine(VoiceConfiguration(configuration), logger: logger).run()
    }
}

extension VoiceConfiguration {
    init(_ configuration: SahutConfiguration) {
        let voice = configuration.voice
        self.init(
            socketPath: voice.socket, bindHost: voice.host, advertisedHost: voice.advertisedHost,
            rtpPorts: UInt16(voice.rtpFirstPort)...UInt16(voice.rtpLastPort), webRTCPort: UInt16(voice.webrtcPort),
            recordingsFolder: configuration.storage.recordings, promptsFolder: configuration.storage.prompts,
            mediaTimeoutSeconds: voice.silenceLimitSeconds)
    }
}
