public import Foundation
public import HTTPTypes
public import Hummingbird
import NIOCore

extension Path {
    /// Where people sign in; Staff serves it.
    public static let signIn: Path = "/sign-in"
    /// Where a password is changed; Staff serves it.
    public static let password: Path = "/password"
    public static let start: Path = "/"
}

extension Response {
    /// Sends the browser on after a form (303), with words to be shown once at the other end.
    public static func redirect(
        to path: Path, notice key: String? = nil, kind: NoticeKind = .done
    ) -> Response {
        var headers: HTTPFields = [.location: path.text, .cacheControl: "no-store"]
        if let key { headers.set(.notice, percentEncoded(Notice(kind, key).text), seconds: 60, secure: false) }
        return Response(status: .seeOther, headers: headers)
    }

    /// JSON for a script. Keys are sorted, so that the same value is the same text.
    public static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: try encoder.encode(value))))
    }

    public static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// A file that somebody handed in, to be kept and never shown as a page of ours: whatever it holds, nothing of it
    /// runs here (RFC 6266; CSP level 3, `sandbox`).
    public static func download(_ content: Data, named name: String, contentType: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: contentType, .cacheControl: "no-store",
                .contentDisposition: "attachment; filename*=UTF-8''\(percentEncoded(name))",
                .contentSecurityPolicy: "sandbox; default-src 'none'",
            ], body: .init(byteBuffer: ByteBuffer(bytes: content)))
    }

    /// A picture within a page; the browser may keep it for as long as nobody else may use it.
    public static func picture(_ content: Data, contentType: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: contentType, .cacheControl: "private, max-age=3600",
                .contentSecurityPolicy: "sandbox; default-src 'none'",
            ], body: .init(byteBuffer: ByteBuffer(bytes: content)))
    }

    /// Done, with nothing to say: for scripts.
    public static var done: Response { Response(status: .noContent, headers: [.cacheControl: "no-store"]) }

    /// Hands the browser the secret of its new session. It lives as long as the browser does, if the server lets it.
    public func opening(_ token: SessionToken, _ context: PageContext) -> Response {
        var response = self
        response.headers.set(.session, token.text, secure: context.isSecure)
        return response
    }

    /// Takes the secret back.
    public func closingSession(_ context: PageContext) -> Response {
        var response = self
        response.headers.set(.session, "", seconds: 0, secure: context.isSecure)
        return response
    }
}

extension Request {
    /// Reads a JSON body of a script. The token in its header was checked before.
    ///
    /// - Throws: `PageRefusal.unreadable`, `.tooLarge`.
    public func json<Value: Decodable>(
        _ type: Value.Type = Value.self, upTo bytes: Int = 64 * 1_024
    ) async throws -> Value {
        let buffer: ByteBuffer
        do { buffer = try await body.collect(upTo: bytes) } catch is NIOTooManyBytesError { throw PageRefusal.tooLarge }
        do {
            return try JSONDecoder().decode(Value.self, from: Data(buffer.readableBytesView))
        } catch {
            throw PageRefusal.unreadable
        }
    }
}
