import Foundation

extension SahutConfiguration {
    /// Makes every path absolute: the storage folder from where Sahut was started, all others from the storage
    /// folder.
    mutating func resolvePaths() {
        let start = URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
        let folder = URL(fileURLWithPath: storage.folder, isDirectory: true, relativeTo: start)
            .standardizedFileURL
        func absolute(_ path: String) -> String {
            URL(fileURLWithPath: path, relativeTo: folder).standardizedFileURL.path
        }
        storage.folder = folder.path
        storage.database = absolute(storage.database)
        storage.prompts = absolute(storage.prompts)
        storage.recordings = absolute(storage.recordings)
        voice.socket = absolute(voice.socket)
        web.certificate = web.certificate.map(absolute)
        web.privateKey = web.privateKey.map(absolute)
        mail.authority = mail.authority.map(absolute)
    }

    /// What is right alone and wrong together.
    var clashes: [ConfigurationRefusal.Problem] {
        var found: [ConfigurationRefusal.Problem] = []
        if web.tls == .given, web.certificate == nil || web.privateKey == nil {
            found.append(.clash(key: "web.tls", reason: "given needs web.certificate and web.privateKey"))
        }
        if voice.rtpLastPort - voice.rtpFirstPort < 3 {
            found.append(.clash(key: "voice.rtpLastPort", reason: "must be at least 3 above voice.rtpFirstPort"))
        }
        if (voice.rtpFirstPort...max(voice.rtpFirstPort, voice.rtpLastPort)).contains(voice.webrtcPort) {
            found.append(.clash(key: "voice.webrtcPort", reason: "lies among the ports of the trunk legs; move either"))
        }
        for (key, host, advertised) in [
            ("sip", sip.host, sip.advertisedHost), ("voice", voice.host, voice.advertisedHost),
        ] where ["0.0.0.0", "::"].contains(host) && advertised == nil {
            found.append(.clash(key: "\(key).advertisedHost", reason: "needed: a peer cannot answer to \(host)"))
        }
        // sockaddr_un holds 108 bytes with the closing zero (unix(7)).
        if voice.socket.utf8.count > 107 {
            found.append(.clash(key: "voice.socket", reason: "its path is longer than the 107 bytes of a Unix socket"))
        }
        if session.idleMinutes > session.absoluteHours * 60 {
            found.append(.clash(key: "session.idleMinutes", reason: "is longer than session.absoluteHours"))
        }
        return found + dialClashes + partnerClashes + mailClashes
    }
}
