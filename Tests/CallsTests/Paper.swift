import Kernel
import Routing

@testable import Calls

/// What the log of a stage would hold after everything that was written.
struct Paper {
    var calls: [WorkID: Call] = [:]
    var items: [WorkID: ItemRecord] = [:]
    var desks: [PersonID: (Desk, AgentRecord?)] = [:]

    mutating func write(_ effects: [FloorEffect]) {
        for case .write(let entry) in effects {
            switch entry {
            case .call(let call): calls[call.id] = call
            case .callGone(let id): (calls[id], items[id]) = (nil, nil)
            case .item(let item): items[item.id] = item
            case .desk(let desk, let agent): desks[desk.agent.id] = (desk, agent)
            case .deskGone(let id): desks[id] = nil
            case .fact, .contact, .contactEnded, .dialog: break
            }
        }
    }

    var kept: FloorMachine.Kept {
        var kept = FloorMachine.Kept()
        kept.calls = Array(calls.values)
        kept.items = Array(items.values)
        kept.desks = desks.values.map(\.0)
        kept.agents = desks.values.compactMap(\.1)
        return kept
    }
}
