import Crypto
import Foundation

/// What the insurer gave Sahut to be known by.
public struct InsurerKeys: Hashable, Sendable {
    /// The consumer's number, `X-cons-id`.
    public var consumer: String
    public var secret: Secret
    /// The key of the gateway, `user_key`; older gateways have none.
    public var userKey: Secret?
    /// PCare only.
    public var login: Login?

    /// A person's sign-in to PCare, sent with each question.
    public struct Login: Hashable, Sendable {
        public var user: String
        public var password: Secret
        /// The application's code: 095 for PCare.
        public var application: String

        public init(user: String, password: Secret, application: String = "095") {
            (self.user, self.password, self.application) = (user, password, application)
        }
    }

    public init(consumer: String, secret: Secret, userKey: Secret? = nil, login: Login? = nil) {
        (self.consumer, self.secret, self.userKey, self.login) = (consumer, secret, userKey, login)
    }

    /// The signature of a question asked at a moment: `base64(HMAC-SHA256(secret, consumer & "&" & seconds))`.
    ///
    /// - Parameter seconds: since 1970, in UTC.
    func signature(at seconds: Int64) -> String { InsurerKeys.signature(of: "\(consumer)&\(seconds)", with: secret) }

    static func signature(of message: String, with secret: Secret) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(message.utf8), using: SymmetricKey(data: Data(secret.revealed.utf8)))
        return Data(code).base64EncodedString()
    }

    /// The headers of a question asked at a moment.
    func headers(at seconds: Int64) -> [(name: String, value: String)] {
        var headers = [
            ("X-cons-id", consumer), ("X-timestamp", "\(seconds)"), ("X-signature", signature(at: seconds)),
            ("Accept", "application/json"),
        ]
        if let userKey { headers.append(("user_key", userKey.revealed)) }
        if let login {
            let text = "\(login.user):\(login.password.revealed):\(login.application)"
            headers.append(("X-authorization", "Basic " + Data(text.utf8).base64EncodedString()))
        }
        return headers.map { (name: $0.0, value: $0.1) }
    }
}
