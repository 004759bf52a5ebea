import Database
import Foundation
import Kernel
import Mail
import Voice

/// Looks at ports, libraries, clock, disk, database, voice engine and the microphone's conditions, one after the
/// other.
struct Examination {
    private let configuration: SahutConfiguration

    init(_ configuration: SahutConfiguration) { self.configuration = configuration }

    func findings() async throws -> [Finding] {
        var findings = [folder(), disk(), clock(), microphone(), speech(), pictures()]
        findings += ports()
        findings.append(await database())
        findings.append(await voiceEngine())
        findings.append(try await mail())
        return findings
    }

    // MARK: - Disk and folders

    private func folder() -> Finding {
        let folder = configuration.storage.folder
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let probe = folder + "/.doctor-\(getpid())"
            try Data("x".utf8).write(to: URL(fileURLWithPath: probe))
            try FileManager.default.removeItem(atPath: probe)
            return Finding(verdict: .well, subject: "data folder", seen: folder)
        } catch {
            return Finding(
                verdict: .broken, subject: "data folder",
                seen: "\(folder) cannot be written (\(error.localizedDescription))",
                mend: "Give it to the user that runs Sahut: chown -R sahut \(folder)")
        }
    }

    private func disk() -> Finding {
        var stat = statvfs()
        guard statvfs(configuration.storage.folder, &stat) == 0 else {
            return Finding(verdict: .doubtful, subject: "disk", seen: "its free space cannot be read")
        }
        let free = UInt64(stat.f_bavail) * UInt64(stat.f_frsize)
        let gigabytes = Double(free) / 1e9
        let seen = "\((gigabytes * 10).rounded() / 10) GB free"
        // 24 kbit/s of Opus for 7,000 calls of 3 minutes a day is about 3.8 GB a day.
        if free < 1_000_000_000 {
            return Finding(
                verdict: .broken, subject: "disk", seen: seen,
                mend:
                    "Less than 1 GB: free some space or move storage.folder; a full day of recordings takes about 4 GB."
            )
        }
        if free < 40_000_000_000 {
            return Finding(
                verdict: .doubtful, subject: "disk", seen: seen,
                mend: "Enough for about \(Int(gigabytes / 4)) full days of recordings.")
        }
        return Finding(verdict: .well, subject: "disk", seen: seen)
    }

    // MARK: - Clock and microphone

    /// A time service runs, or systemd's has told that it has set the clock.
    private func clock() -> Finding {
        let services: Set<String> = ["chronyd", "ntpd", "ntpsec", "systemd-timesyn", "openntpd"]
        let kept = FileManager.default.fileExists(atPath: "/run/systemd/timesync/synchronized")
        if kept || !services.isDisjoint(with: processNames()) {
            return Finding(verdict: .well, subject: "clock", seen: "kept by a time service")
        }
        return Finding(
            verdict: .doubtful, subject: "clock", seen: "no time service keeps it",
            mend: "apt install systemd-timesyncd (or chrony): reports of several machines must agree on the time.")
    }

    private func processNames() -> Set<String> {
        guard let processes = FileManager.default.enumerator(atPath: "/proc") else { return [] }
        var names: Set<String> = []
        for case let name as String in processes {
            processes.skipDescendants()
            guard Int(name) != nil, let comm = FileManager.default.contents(atPath: "/proc/\(name)/comm") else {
                continue
            }
            names.insert(String(decoding: comm, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
        }
        return names
    }

    private func microphone() -> Finding {
        let web = configuration.web
        let local = ["127.0.0.1", "::1", "localhost"].contains(web.host)
        if web.tls == .off, !local {
            return Finding(
                verdict: .broken, subject: "microphone",
                seen: "pages at http://\(web.host): browsers refuse the microphone there",
                mend: "Set web.tls to self-signed, or to given with web.certificate and web.private-key.")
        }
        let seen = web.tls == .off ? "allowed, on this machine only (http on loopback)" : "allowed (https)"
        return Finding(verdict: .well, subject: "microphone", seen: seen)
    }

    private func speech() -> Finding {
        let found = ["/usr/bin/espeak-ng", "/usr/local/bin/espeak-ng"].contains {
            FileManager.default.isExecutableFile(atPath: $0)
        }
        return found
            ? Finding(verdict: .well, subject: "prompts", seen: "espeak-ng speaks what is not recorded")
            : Finding(
                verdict: .broken, subject: "prompts", seen: "espeak-ng is not installed", mend: "apt install espeak-ng")
    }

    private func pictures() -> Finding {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/gm")
            ? Finding(verdict: .well, subject: "pictures", seen: "GraphicsMagick draws thumbnails")
            : Finding(
                verdict: .doubtful, subject: "pictures", seen: "GraphicsMagick is not installed",
                mend: "apt install graphicsmagick: attached pictures have no thumbnails without it")
    }

    // MARK: - Ports

    private func ports() -> [Finding] {
        [
            port("web.port", configuration.web.host, configuration.web.port, SOCK_STREAM),
            port("sip.port", configuration.sip.host, configuration.sip.port, SOCK_DGRAM),
            port("sip.port", configuration.sip.host, configuration.sip.port, SOCK_STREAM),
            port("voice.webrtc-port", configuration.voice.host, configuration.voice.webrtcPort, SOCK_DGRAM),
            port("voice.rtp-first-port", configuration.voice.host, configuration.voice.rtpFirstPort, SOCK_DGRAM),
        ]
    }

    private func port(_ key: String, _ host: String, _ port: Int, _ kind: __socket_type) -> Finding {
        let descriptor = socket(AF_INET, Int32(kind.rawValue), 0)
        defer { if descriptor >= 0 { close(descriptor) } }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        guard descriptor >= 0, inet_pton(AF_INET, host, &address.sin_addr) == 1 else {
            return Finding(
                verdict: .doubtful, subject: key, seen: "\(host) is no IPv4 address of this machine: not tried")
        }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if bound == 0 { return Finding(verdict: .well, subject: key, seen: "\(host):\(port) is free") }
        let reason = String(cString: strerror(errno))
        return Finding(
            verdict: .doubtful, subject: key, seen: "\(host):\(port) cannot be taken (\(reason))",
            mend: "Fine when the centre runs already; else see who has it (ss -lntup), or set \(key).")
    }

    // MARK: - Database and voice engine

    private func database() async -> Finding {
        do {
            let database = try CentreDatabase.open(configuration)
            let facts = try await Journal(database).lastSequence()
            try await database.close()
            return Finding(
                verdict: .well, subject: "database", seen: "\(database.dialect), \(facts) facts in the journal")
        } catch let error as DatabaseError where error.kind == .connection {
            return Finding(
                verdict: .broken, subject: "database", seen: error.message,
                mend: "Start PostgreSQL, or mend storage.postgres (host, port, user, password).")
        } catch {
            return Finding(
                verdict: .doubtful, subject: "database", seen: "no tables yet",
                mend: "sahut migrate makes them; so does the first start.")
        }
    }

    private func mail() async throws -> Finding {
        guard let post = MailPost(configuration) else {
            return Finding(
                verdict: .doubtful, subject: "mail", seen: "no server is set: notices wait and are not sent",
                mend: "Set mail.host and mail.from.")
        }
        let place = "\(post.server.settings.host):\(post.server.settings.port)"
        switch try await post.server.look() {
        case .taken: return Finding(verdict: .well, subject: "mail", seen: "\(place) takes mail")
        case .deferred(let answer), .refused(let answer):
            return Finding(
                verdict: .doubtful, subject: "mail", seen: "\(place): \(answer)",
                mend: "See mail.host, mail.port, mail.tls, mail.user; notices are kept and tried for two days.")
        }
    }

    private func voiceEngine() async -> Finding {
        do {
            let client = try VoiceClient(path: configuration.voice.socket, owner: false)
            client.start()
            defer { client.close() }
            for _ in 0..<20 {
                if client.engineInstance != nil {
                    let listing = try await client.list()
                    return Finding(
                        verdict: .well, subject: "voice engine",
                        seen: "answers, with \(listing.legs.count) legs in hand")
                }
                try await Task.sleep(for: .milliseconds(50))
            }
        } catch {
            return Finding(verdict: .doubtful, subject: "voice engine", seen: "\(error)")
        }
        return Finding(
            verdict: .doubtful, subject: "voice engine", seen: "none answers at \(configuration.voice.socket)",
            mend: "sahut serve starts one when it starts; with systemd: systemctl start sahut-voice")
    }
}
