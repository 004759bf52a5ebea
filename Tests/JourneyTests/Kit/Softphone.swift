import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A real SIP telephone (baresip), driven over its control line. It says a sound and keeps what it hears.
final class Softphone: Sendable {
    let name: String
    let port: Int
    private let stage: Stage
    private let folder: URL
    private let line: ControlLine
    private let child: ChildProcess
    private let asked = Mutex(0)

    enum Answering: String { case manual, auto }

    /// Starts a telephone on a port of its own.
    ///
    /// - Parameter says: at 8,000 Hz; the telephone hangs up when it ends, so make it long.
    static func start(
        on stage: Stage, named name: String, saying says: Sound, answering: Answering = .manual
    ) async throws -> Softphone {
        let folder = stage.path("phone-\(name)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try says.write(to: folder.appendingPathComponent("says.wav"))
        let (port, control, media) = (Ports.free(), Ports.free(), Ports.free(block: 40))
        let modules = ["account", "menu", "ctrl_tcp", "g711", "aufile", "sndfile", "uuid"]
        let applications = ["account", "menu", "ctrl_tcp"]
        var settings = modules.filter { !applications.contains($0) }.map { "module \($0).so" }
        settings += applications.map { "module_app \($0).so" }
        settings += [
            "module_path /usr/lib/baresip/modules", "sip_listen 127.0.0.1:\(port)", "net_interface 127.0.0.1",
            "audio_source aufile,\(folder.path)/says.wav", "audio_player none,none", "audio_alert none,none",
            "snd_path \(folder.path)", "ctrl_tcp_listen 127.0.0.1:\(control)",
            "rtp_ports \(media)-\(media + 39)", "audio_buffer 40-100",
        ]
        try Data((settings.joined(separator: "\n") + "\n").utf8).write(to: folder.appendingPathComponent("config"))
        let account =
            "<sip:\(name)@127.0.0.1>;regint=0;answermode=\(answering.rawValue)"
            + ";audio_codecs=PCMA/8000/1,PCMU/8000/1;ptime=20\n"
        try Data(account.utf8).write(to: folder.appendingPathComponent("accounts"))

        let child = try stage.start("baresip", ["-f", folder.path], named: "phone-\(name)")
        let line = try await Patience.until("\(name)'s telephone is on") {
            do {
                return try await ControlLine(port: control)
            } catch is NIOConnectionError {
                return nil
            }
        }
        return Softphone(name, port, stage, folder, line, child)
    }

    private init(
        _ name: String, _ port: Int, _ stage: Stage, _ folder: URL, _ line: ControlLine, _ child: ChildProcess
    ) {
        (self.name, self.port, self.stage, self.folder, self.line, self.child) = (
            name, port, stage, folder, line, child
        )
    }

    struct Refused: Error {
        let command: String
        let answer: String?
    }

    /// Sends a command of baresip's menu and waits for its answer.
    @discardableResult
    private func ask(_ command: String, _ parameters: String = "") async throws -> String {
        let token = asked.withLock { asked in
            asked += 1
            return "\(asked)"
        }
        try await line.send(["command": command, "params": parameters, "token": token])
        let answer = try await Patience.until("baresip answers \(command)", within: .seconds(5)) {
            line.messages.first { $0.token == token }
        }
        guard answer.ok == true else { throw Refused(command: command, answer: answer.data) }
        return answer.data ?? ""
    }

    func dial(_ number: String, at port: Int) async throws { try await ask("dial", "sip:\(number)@127.0.0.1:\(port)") }
    func answer() async throws { try await ask("accept") }
    func hangUp() async throws { try await ask("hangup") }
    func hold() async throws { try await ask("hold") }
    func resume() async throws { try await ask("resume") }

    /// Presses keys (RFC 4733), each for a moment.
    func press(_ keys: String) async throws {
        for key in keys { try await ask("sndcode", String(key)) }
    }

    /// The types of baresip's events so far, such as CALL_ESTABLISHED.
    var events: [String] { line.messages.filter { $0.event == true }.compactMap(\.type) }

    /// Why the last call ended, in baresip's words; `nil` while there is none that ended.
    var ending: String? { line.messages.last { $0.type == "CALL_CLOSED" }.map { $0.param ?? "" } }

    func untilRings(within limit: Duration = .seconds(15)) async throws {
        try await Patience.until("\(name) rings", within: limit) { events.contains("CALL_INCOMING") }
    }

    /// Who has rung, as SIP addresses.
    var callers: [String] { line.messages.filter { $0.type == "CALL_INCOMING" }.compactMap(\.peeruri) }

    func untilTalking(within limit: Duration = .seconds(15)) async throws {
        try await Patience.until("\(name) is connected", within: limit) { events.contains("CALL_ESTABLISHED") }
    }

    func untilEnded(within limit: Duration = .seconds(15)) async throws {
        try await Patience.until("\(name)'s call has ended", within: limit) { events.contains("CALL_CLOSED") }
    }

    /// Everything heard in the last call, until now.
    func heard() throws -> Sound {
        let dumps = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix("-dec.wav") }
        guard let latest = dumps.max() else { return Sound(rate: 8_000, channels: [[]]) }
        return try Sound(wave: folder.appendingPathComponent(latest))
    }

    /// Waits until the last so many seconds of what is heard are mostly a tone.
    func untilHears(_ hertz: Double, within limit: Duration = .seconds(15)) async throws {
        try await Patience.until("\(name) hears \(hertz) Hz", within: limit) { try heard().last(1).has(hertz) }
    }

    /// Pulls the plug: nothing is said to anyone.
    func vanish() async { await child.murder() }
}
