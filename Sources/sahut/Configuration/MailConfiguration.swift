import Foundation
import Mail

extension SahutConfiguration {
    /// The server that takes this centre's mail. Without a host nothing is sent.
    struct MailSide: Sendable {
        var host: String?
        /// Submission's own (RFC 6409 section 3.1).
        var port = 587
        var tls = MailServer.Settings.Security.startTLS
        var authority: String?
        var user: String?
        var password: String?
        var from: MailAddress?
    }

    /// What links that leave the centre begin with.
    var publicAddress: String {
        if let given = web.publicAddress { return given }
        let host = web.host.contains(":") ? "[\(web.host)]" : web.host
        return "\(web.tls == .off ? "http" : "https")://\(host):\(web.port)"
    }

    var mailClashes: [ConfigurationRefusal.Problem] {
        guard let host = mail.host else { return [] }
        var found: [ConfigurationRefusal.Problem] = []
        if mail.from == nil { found.append(.clash(key: "mail.from", reason: "needed with mail.host")) }
        if (mail.user == nil) != (mail.password == nil) {
            found.append(.clash(key: "mail.user", reason: "mail.user and mail.password are given together"))
        }
        if mail.user != nil, mail.tls == .off, !["localhost", "127.0.0.1", "::1"].contains(host) {
            found.append(.clash(key: "mail.tls", reason: "off would send mail.password in the clear"))
        }
        return found
    }
}

extension SettingTable {
    static let mail: [Setting] = [
        Setting(
            "mail.host", \.mail.host, .line,
            because: "The server that takes this centre's mail. Left out: notices wait and are not sent."),
        Setting(
            "mail.port", \.mail.port, .port, because: "587 with starttls, 465 with tls, 25 for a relay of the house."),
        Setting(
            "mail.tls", \.mail.tls, .choice,
            because: "starttls and tls send nothing to a server whose certificate is not trusted."),
        Setting(
            "mail.authority", \.mail.authority, .path,
            because: "PEM of the authority that vouches for the server. Left out: those that the machine trusts."),
        Setting("mail.user", \.mail.user, .line, because: "The sign-in to the server, when it wants one."),
        Setting(
            "mail.password", \.mail.password, .line, secret: true,
            because: "Travels under TLS, or within this machine; never logged."),
        Setting(
            "mail.from", \.mail.from, .mailAddress,
            because: "Whom mails come from; the name before it is centre.name. Needed with mail.host."),
    ]
}

extension Form where Value == MailAddress {
    static var mailAddress: Form {
        Form("an e-mail address, such as sahut@pusat.example", write: \.text, read: { MailAddress($0) })
    }
}

extension MailPost {
    /// nil when no mail server is configured.
    init?(_ configuration: SahutConfiguration) {
        let mail = configuration.mail
        guard let host = mail.host, let from = mail.from else { return nil }
        var login: MailServer.Settings.Login?
        if let user = mail.user, let password = mail.password {
            login = MailServer.Settings.Login(user: user, password: password)
        }
        let settings = MailServer.Settings(
            host: host, port: mail.port, security: mail.tls, login: login, authority: mail.authority,
            ownName: ProcessInfo.processInfo.hostName)
        self.init(
            server: MailServer(settings), sender: MailSender(name: configuration.centre.name, address: from))
    }
}
