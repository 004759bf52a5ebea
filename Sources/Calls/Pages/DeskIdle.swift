import Kernel

/// The middle of the desk while there is no call: what the agent is waiting for, or what to do next.
struct DeskIdle {
    let view: DeskView
    let time: ShownTime

    var model: [String: Any] {
        let (head, hint) = words
        return ["head": head, "hint": hint, "counts": orNothing(counts)]
    }

    private var words: (head: String, hint: String) {
        let words = time.words
        let key = "desk.idle.\(view.state.look)"
        switch view.state {
        case .aux(let reason): return (words(key + ".head", ["reason": words.title(of: reason)]), words(key + ".hint"))
        // Until it is logged the conversation itself stays on the screen.
        case .wrapUp: return (words(key + ".logged"), words(key + ".logged-hint"))
        case .notResponding, .unreachable: return (words(key + ".head"), words(key + ".hint"))
        case .signedOut:
            let arguments = ["name": view.dismissedBy ?? "", "time": time.moment(view.since)]
            return (words(key + ".head"), words(key + ".hint", arguments))
        // A call that has just ended or is about to be shown: the next view says more.
        case .ready, .offered, .dialling, .talking, .held:
            return (words("desk.idle.ready.head"), words("desk.idle.ready.hint"))
        }
    }

    /// The queue is what matters while one waits.
    private var counts: [String: Any]? {
        switch view.state {
        case .ready, .aux: break
        default: return nil
        }
        return [
            "waiting": view.queues.reduce(0) { $0 + $1.waiting }, "ready": view.queues.map(\.ready).max() ?? 0,
            "longest": orNothing(view.queues.compactMap(\.longestSince).min().map(time.since)),
        ]
    }
}
