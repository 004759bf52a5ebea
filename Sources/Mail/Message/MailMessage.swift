public import Kernel

/// One mail as it goes over the wire: plain text in UTF-8, with the headers that a program's mail has to carry
/// (RFC 5322, RFC 2045, RFC 3834).
public struct MailMessage: Hashable, Sendable {
    public let id: MailID
    public let sender: MailSender
    public let recipient: MailAddress
    public let subject: String
    public let text: String
    public let sentAt: Timestamp

    public init(
        id: MailID, from sender: MailSender, to recipient: MailAddress, subject: String, text: String,
        at moment: Timestamp
    ) {
        (self.id, self.sender, self.recipient) = (id, sender, recipient)
        (self.subject, self.text, sentAt) = (subject, text, moment)
    }

    /// Lines of at most 76 characters that end with CR LF. A mail that is sent again carries the same Message-ID, so
    /// that a server which took it already may drop it.
    public var written: String {
        let headers = [
            ("Date", Self.date(sentAt)),
            ("From", HeaderText.mailbox(sender)),
            ("To", "<\(recipient)>"),
            ("Subject", HeaderText.unstructured(subject)),
            ("Message-ID", "<\(id)@\(sender.address.domain)>"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "quoted-printable"),
            // No holiday notice is to answer it (RFC 3834 section 5).
            ("Auto-Submitted", "auto-generated"),
        ]
        return headers.map { "\($0): \($1)\r\n" }.joined() + "\r\n" + QuotedPrintable.encoded(text)
    }

    /// `Sat, 22 Nov 2025 01:00:00 +0000` (RFC 5322 section 3.3).
    private static func date(_ moment: Timestamp) -> String {
        let seconds = max(0, moment.seconds)
        let day = Day(sinceEpoch: Int(seconds / 86_400))
        let time = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(weekdays[day.weekday - 1]), \(day.day) \(months[day.month - 1]) \(day.year) "
            + "\(time.joined(separator: ":")) +0000"
    }
}

public enum MailTag {}
/// A mail that was queued.
public typealias MailID = Identifier<MailTag>
