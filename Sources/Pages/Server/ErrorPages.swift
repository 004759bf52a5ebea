import Database
import HTTPTypes
import Hummingbird
import Logging

/// Turns what was thrown into a page that says what happened, how to mend it, and the request id to tell the operator.
struct ErrorPages {
    let site: Site

    func response(to error: any Error, _ request: Request, _ context: PageContext) async -> Response {
        let refusal = refusal(error)
        if let refusal, !(error is DatabaseError) {
            await witness(refusal, context)
        } else {
            context.logger.error("unexpected error", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
        }
        let status = refusal?.status ?? (error as? any HTTPResponseError)?.status ?? .internalServerError
        if wantsJSON(request) { return json(refusal, status, context) }
        switch refusal {
        case .signInFirst where request.method == .get || request.method == .head:
            return .redirect(to: .signIn.with("to", context.place == .start ? nil : context.place.text))
        case .signInFirst: return .redirect(to: .signIn, notice: "pages.refused.sign-in.mend", kind: .warning)
        case .passwordFirst: return .redirect(to: .password)
        default: return page(refusal, status, context)
        }
    }

    private func refusal(_ error: any Error) -> PageRefusal? {
        if let refusal = error as? PageRefusal { return refusal }
        // The database is busy, full or away: nothing is half-written, and the same click may work in a while.
        if let error = error as? DatabaseError, [.busy, .full, .connection].contains(error.kind) {
            return .tookTooLong
        }
        return switch (error as? any HTTPResponseError)?.status {
        case .notFound: .notFound
        case .contentTooLarge: .tooLarge
        case .badRequest: .unreadable
        default: nil
        }
    }

    /// A fact that cannot be kept changes nothing about the refusal.
    private func witness(_ refusal: PageRefusal, _ context: PageContext) async {
        do {
            try await site.witness(refusal, context)
        } catch {
            context.logger.error("refusal not recorded", metadata: ["error": "\(error)"])
        }
    }

    private func page(_ refusal: PageRefusal?, _ status: HTTPResponse.Status, _ context: PageContext) -> Response {
        let (title, mend) = words(refusal, context)
        do {
            return try site.views.page(
                "pages-error", title: title,
                ["title": title, "mend": mend, "requestID": context.requestID, "code": "\(status.code)"],
                context, status: status)
        } catch {
            context.logger.critical("the error page fails", metadata: ["error": "\(error)"])
            return Response(status: status)
        }
    }

    private struct Problem: Encodable {
        let refusal: String
        let message: String
        let requestID: String
    }

    private func json(_ refusal: PageRefusal?, _ status: HTTPResponse.Status, _ context: PageContext) -> Response {
        let (title, mend) = words(refusal, context)
        let problem = Problem(
            refusal: refusal?.word ?? "broken", message: "\(title). \(mend)", requestID: context.requestID)
        do {
            return try .json(problem, status: status)
        } catch {
            context.logger.critical("an error as JSON fails", metadata: ["error": "\(error)"])
            return Response(status: status)
        }
    }

    private func words(_ refusal: PageRefusal?, _ context: PageContext) -> (title: String, mend: String) {
        if case .conflict(let key) = refusal {
            return (context.text("pages.refused.conflict.title"), context.text(key))
        }
        let word = refusal?.word ?? "broken"
        return (context.text("pages.refused.\(word).title"), context.text("pages.refused.\(word).mend"))
    }

    private func wantsJSON(_ request: Request) -> Bool {
        let accepted = request.headers[.accept] ?? ""
        if accepted.contains("text/html") { return false }
        return accepted.contains("application/json") || accepted.contains("text/event-stream")
            || request.headers[.csrfToken] != nil
    }
}
