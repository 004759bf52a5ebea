import Foundation
import Hummingbird
import Pages

/// What the desk's scripts are told.
struct DeskAnswer: Codable {
    /// Words for the agent.
    var message: String
    /// The refusal's name, for tests and for logs.
    var refusal: String?
    /// Words beside each field that is wrong.
    var errors: [String: String]?

    /// Does what an agent asks, and answers it: a script with words at most, a form with the desk.
    static func to(
        _ request: Request, _ context: PageContext, _ act: () async throws(DeskRefusal) -> Void
    ) async throws -> Response {
        do { try await act() } catch {
            if request.isFromScript { return try refused(error, context) }
            return .redirect(to: .desk, notice: "desk.refused.\(error.rawValue)", kind: .warning)
        }
        return request.isFromScript ? .done : .redirect(to: .desk)
    }

    static func refused(_ refusal: DeskRefusal, _ context: PageContext) throws -> Response {
        let status: HTTPResponse.Status =
            switch refusal {
            case .voiceUnavailable: .serviceUnavailable
            case .badOffer: .unprocessableContent
            case .cannotDial: .serviceUnavailable
            case .dismissed: .forbidden
            default: .conflict
            }
        let words = context.text("desk.refused.\(refusal.rawValue)")
        return try .json(DeskAnswer(message: words, refusal: refusal.rawValue), status: status)
    }
}

/// The words that phone.js says by itself.
struct PhoneWords: Codable {
    var say: [String: String]
    var mend: [String: String]
    var microphone: String
    var speaker: String
}

extension DeskDrawing.Signal {
    var withoutClock: Self {
        var signal = self
        signal.now = 0
        return signal
    }
}

extension Request {
    /// A script asks, and wants no page.
    var isFromScript: Bool { headers[.accept]?.contains("application/json") == true }
}

/// JSON in an attribute or a stream; keys sorted, so that the same value is the same text.
func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}
