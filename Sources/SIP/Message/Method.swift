/// What a request asks for. Names are compared with regard to case (RFC 3261 §7.1).
public enum Method: Hashable, Sendable {
    case invite, ack, bye, cancel, options, info, update, register
    case other(String)

    /// Methods of registered extensions that we know of and do not take: 405, not 501 (RFC 3261 §8.2.1, §21.5.2).
    private static let known: Set<String> = ["MESSAGE", "NOTIFY", "PRACK", "PUBLISH", "REFER", "SUBSCRIBE"]

    init(_ bytes: Bytes) {
        switch bytes.count {
        case 3 where bytes.elementsEqual("ACK".utf8): self = .ack
        case 3 where bytes.elementsEqual("BYE".utf8): self = .bye
        case 4 where bytes.elementsEqual("INFO".utf8): self = .info
        case 6 where bytes.elementsEqual("INVITE".utf8): self = .invite
        case 6 where bytes.elementsEqual("CANCEL".utf8): self = .cancel
        case 6 where bytes.elementsEqual("UPDATE".utf8): self = .update
        case 7 where bytes.elementsEqual("OPTIONS".utf8): self = .options
        case 8 where bytes.elementsEqual("REGISTER".utf8): self = .register
        default: self = .other(bytes.text)
        }
    }

    public var text: String {
        switch self {
        case .invite: "INVITE"
        case .ack: "ACK"
        case .bye: "BYE"
        case .cancel: "CANCEL"
        case .options: "OPTIONS"
        case .info: "INFO"
        case .update: "UPDATE"
        case .register: "REGISTER"
        case .other(let name): name
        }
    }

    /// Some specification defines it.
    var isRecognised: Bool {
        if case .other(let name) = self { return Method.known.contains(name) }
        return true
    }
}
