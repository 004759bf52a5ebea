import Foundation

/// The WebDriver protocol (W3C, plain JSON over HTTP) as far as a browser needs it.
struct WebDriver: Sendable {
    let port: Int
    /// What comes before every path: `/session/…` once there is a session.
    var prefix = ""

    struct Refused: Error, CustomStringConvertible {
        let error: String
        let message: String
        var description: String { "\(error): \(message.prefix(600))" }
    }

    /// What comes under `value` in an answer, whatever it is.
    private struct Answer<Value: Decodable>: Decodable {
        let value: Value
    }

    private struct Refusal: Decodable {
        let error: String
        let message: String
    }

    func ask<Value: Decodable>(
        _ method: String, _ path: String, _ body: some Encodable = [String: String](), as type: Value.Type
    ) async throws -> Value {
        let bytes = try await send(method, path, body)
        return try JSONDecoder().decode(Answer<Value>.self, from: bytes).value
    }

    func ask(_ method: String, _ path: String, _ body: some Encodable = [String: String]()) async throws {
        _ = try await send(method, path, body)
    }

    private func send(_ method: String, _ path: String, _ body: some Encodable) async throws -> Data {
        let answer = try await PlainHTTP.ask(
            method, "\(prefix)/\(path)", port: port, body: method == "POST" ? try JSONEncoder().encode(body) : nil)
        if answer.status != 200 {
            let refusal = try JSONDecoder().decode(Answer<Refusal>.self, from: answer.body).value
            throw Refused(error: refusal.error, message: refusal.message)
        }
        return answer.body
    }
}
