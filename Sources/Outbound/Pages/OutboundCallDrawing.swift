import Calls
import Kernel

/// What the call of whatever an agent holds does now, in a word and its tone.
struct OutboundCallDrawing {
    let call: RingingCall?
    let words: OutboundWords

    var state: String {
        switch call {
        case nil: words("outbound.call.none")
        case .placed: words("outbound.call.placed")
        case .ringing: words("outbound.call.ringing")
        case .talking: words("outbound.call.talking")
        case .ended(let end):
            words(
                "outbound.call.ended.\(end.outcome.rawValue)", ["talk": words.clock(end.talk + end.hold)])
        }
    }

    var tone: String {
        switch call {
        case nil: "none"
        case .placed, .ringing: "blue"
        case .talking: "green"
        case .ended(let end): end.outcome == .answered ? "green" : "amber"
        }
    }
}
