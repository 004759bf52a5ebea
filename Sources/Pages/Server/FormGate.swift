import HTTPTypes
import Hummingbird
import NIOCore

/// Lets a request that changes something in only when it carries the token of its session, in the form or in a header.
/// Closed by default: a page that forgets to ask is protected all the same.
struct FormGate {
    let limits: RequestLimits

    /// The form of the request, or nil when it has none.
    func admit(_ request: Request, _ context: PageContext) async throws -> Form? {
        guard request.method != .get, request.method != .head, request.method != .options else { return nil }
        if request.headers[.fetchSite] == "cross-site" { throw PageRefusal.formTooOld }
        let inHeader = request.headers[.csrfToken].map { equalInConstantTime($0, context.csrfToken) }
        if inHeader == false { throw PageRefusal.formTooOld }
        let form = try await read(request, context)
        guard inHeader == true || form?["_csrf"].map({ equalInConstantTime($0, context.csrfToken) }) == true else {
            throw PageRefusal.formTooOld
        }
        return form
    }

    private func read(_ request: Request, _ context: PageContext) async throws -> Form? {
        let contentType = request.headers[.contentType] ?? ""
        switch contentType.split(separator: ";").first.map({ String($0).trimmed.lowercased() }) {
        case "application/x-www-form-urlencoded":
            let body = try await collect(request, upTo: limits.formBytes)
            guard let values = readURLEncoded(Array(body.readableBytesView)) else { throw PageRefusal.unreadable }
            return Form(values: values)
        case "multipart/form-data":
            guard let boundary = headerParameter("boundary", in: contentType), (1...70).contains(boundary.utf8.count)
            else { throw PageRefusal.unreadable }
            // Strangers hand in no files.
            let most = context.signedIn == nil ? limits.formBytes : limits.uploadBytes(at: context.place)
            let body = try await collect(request, upTo: most)
            guard let form = readMultipart(body, boundary: boundary) else { throw PageRefusal.unreadable }
            return form
        default: return nil
        }
    }

    private func collect(_ request: Request, upTo bytes: Int) async throws -> ByteBuffer {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > bytes { throw PageRefusal.tooLarge }
        do {
            return try await request.body.collect(upTo: bytes)
        } catch is NIOTooManyBytesError {
            throw PageRefusal.tooLarge
        }
    }
}
