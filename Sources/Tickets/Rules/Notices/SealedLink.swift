public import Kernel

/// What a link in a mail opens, for whoever holds it, until it ends. It is no secret, but its seal is.
public protocol MailLink: LosslessStringConvertible, Hashable, Sendable {
    /// The purpose that its seal is of, so that a seal of one kind opens no other.
    static var purpose: String { get }
    var expiresAt: Timestamp { get }
}

/// A link that this centre made.
public struct SealedLink<Link: MailLink>: Sendable, Hashable {
    public let link: Link
    /// 64 hexadecimal digits.
    public let seal: String
}

/// Why a link opens nothing.
public enum LinkRefusal: Error, Sendable, Hashable {
    /// It is not one of this centre's.
    case wrong
    case expired
    /// What it was about has gone on since.
    case over
    /// Too many wrong ones came from there.
    case locked(until: Timestamp)
}
