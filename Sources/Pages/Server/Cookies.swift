import HTTPTypes
import Hummingbird

/// The cookies of the site. All are for this host only, out of reach of scripts, and not sent from other sites' forms.
enum SiteCookie: String {
    /// The secret of a sign-in session.
    case session = "sahut_session"
    /// The secret of a browser that has not signed in, for the token of the sign-in form.
    case visit = "sahut_visit"
    case language = "sahut_language"
    /// Words to be shown once on the next page: a `Notice`.
    case notice = "sahut_notice"

    func set(_ value: String, seconds: Int?, secure: Bool) -> String {
        "\(rawValue)=\(value); Path=/; HttpOnly; SameSite=Lax" + (seconds.map { "; Max-Age=\($0)" } ?? "")
            + (secure ? "; Secure" : "")
    }
}

extension HTTPFields {
    mutating func set(_ cookie: SiteCookie, _ value: String, seconds: Int? = nil, secure: Bool) {
        append(HTTPField(name: .setCookie, value: cookie.set(value, seconds: seconds, secure: secure)))
    }
}

extension Request {
    /// The first cookie of that name: a second one can only have been put there by somebody else.
    func cookie(_ cookie: SiteCookie) -> String? {
        for field in headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let halves = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if halves.count == 2, halves[0] == cookie.rawValue { return String(halves[1]) }
            }
        }
        return nil
    }
}
