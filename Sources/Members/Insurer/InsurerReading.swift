import Foundation
import Kernel

/// Reads the insurer's answers, VClaim's and PCare's alike.
enum InsurerReading {
    /// The record in an HTTP body.
    ///
    /// - Parameter seal: of the question that this answers.
    static func record(
        in body: some Collection<UInt8>, seal: InsurerSeal, codes: InsurerCodes
    ) throws(InsurerRefusal) -> InsurerRecord {
        let response = try answer(in: try orGarbage { () throws(Garbage) in try WireValue(body) }, seal, codes)
        return try orGarbage { () throws(Garbage) in try record(response, codes: codes) }
    }

    /// What stands in `response`, opened if it is sealed.
    private static func answer(
        in envelope: WireValue, _ seal: InsurerSeal, _ codes: InsurerCodes
    ) throws(InsurerRefusal) -> WireValue {
        // Folded names make `metaData` and `metadata` one.
        let head = envelope["metaData"]
        guard let code = head["code"].words else { throw .garbage(.noEnvelope) }
        guard code == "200" else { throw refusal(code, head["message"].words ?? "", codes) }
        switch envelope["response"] {
        case .text(let text): return try orGarbage { () throws(Garbage) in try WireValue(try seal.open(text)) }
        case .object(let fields): return .object(fields)
        case .null: throw .notFound
        case .truth, .number, .list: throw .garbage(.noEnvelope)
        }
    }

    private static func orGarbage<Value>(
        _ read: () throws(Garbage) -> Value
    ) throws(InsurerRefusal) -> Value {
        do { return try read() } catch { throw .garbage(error) }
    }

    /// The codes first; where they tell nothing, the words.
    private static func refusal(_ code: String, _ message: String, _ codes: InsurerCodes) -> InsurerRefusal {
        if codes.notFound.contains(code) { return .notFound }
        if codes.wrongSignature.contains(code) { return .wrongSignature }
        let words = message.lowercased()
        if words.contains("signature") || words.contains("unauthori") { return .wrongSignature }
        if ["tidak ditemukan", "tidak ada", "tidak terdaftar", "not found"].contains(where: words.contains) {
            return .notFound
        }
        return .refused(code: code, message: message.shortened(to: 200))
    }
}
