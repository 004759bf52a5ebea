public import HTTPTypes
public import Kernel

/// Why a request is not served. Pages turns each into a page that says how to mend it (or JSON for a script).
public enum PageRefusal: Error, Hashable, Sendable {
    /// Nobody is signed in, or the session has ended.
    case signInFirst
    /// The password was given out by an administrator and must be changed before anything else.
    case passwordFirst
    /// The person may not do this.
    case forbidden(Permission)
    /// There is no such thing, or not for this person.
    case notFound
    /// The form does not carry the token of this session: it is old, or comes from elsewhere.
    case formTooOld
    /// More was sent than is taken.
    case tooLarge
    /// The request cannot be read.
    case unreadable
    /// The thing has changed in between, or its state does not allow this. Carries the key of the words to show.
    case conflict(String)
    /// The answer took too long.
    case tookTooLong

    public var status: HTTPResponse.Status {
        switch self {
        case .signInFirst: .unauthorized
        case .passwordFirst, .forbidden, .formTooOld: .forbidden
        case .notFound: .notFound
        case .tooLarge: .contentTooLarge
        case .unreadable: .badRequest
        case .conflict: .conflict
        case .tookTooLong: .serviceUnavailable
        }
    }

    /// The last part of the word keys `pages.refused.<word>.title` and `.mend`.
    var word: String {
        switch self {
        case .signInFirst: "sign-in"
        case .passwordFirst: "password"
        case .forbidden: "forbidden"
        case .notFound: "not-found"
        case .formTooOld: "form"
        case .tooLarge: "size"
        case .unreadable: "unreadable"
        case .conflict: "conflict"
        case .tookTooLong: "slow"
        }
    }
}
