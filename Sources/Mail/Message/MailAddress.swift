/// An address that mail is sent to or comes from, as every server takes it. Nothing in it can begin a line of its own.
public struct MailAddress: Hashable, Sendable, LosslessStringConvertible {
    public let text: String

    public init?(_ text: String) {
        let isAddress = text.wholeMatch(
            of: /[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,63}/)
        guard isAddress != nil, text.utf8.count <= 254 else { return nil }
        self.text = text
    }

    /// What stands behind the `@`.
    public var domain: String { String(text.drop { $0 != "@" }.dropFirst()) }

    /// `b…@surel.example`: enough to tell one from another beside what the mail is about.
    public var masked: String { "\(text.prefix(1))…@\(domain)" }

    public var description: String { text }
}

/// Whom mail comes from: the centre's name, and the address that answers to it would go to.
public struct MailSender: Hashable, Sendable {
    public let name: String
    public let address: MailAddress

    public init(name: String, address: MailAddress) { (self.name, self.address) = (name, address) }
}
