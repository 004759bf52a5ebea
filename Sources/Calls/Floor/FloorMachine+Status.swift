import Kernel
import Tickets

/// A caller enters a ticket's number, hears where it stands, and is back in the menu.
extension FloorMachine {
    private static let tries = 3
    /// Longer nobody listens to nothing.
    private static let lookLimit = Duration.seconds(4)

    mutating func askForTicket(_ id: WorkID, menu: String, tries: Int = 1, before: [PromptName] = []) {
        calls[id]?.stage = .ticketNumber(menu: menu, tries: tries, keyed: "")
        touchedCalls.insert(id)
        play(id, before + ["tiket-nomor"], as: .words, stopOnDigit: true)
    }

    /// `#` ends the number, `*` leads back to the menu.
    mutating func keyed(_ id: WorkID, _ key: Character, after keyed: String, menu: String, tries: Int) {
        deadlines.clear(.digit(id))
        switch key {
        case "#": lookUpTicket(id, keyed, menu: menu, tries: tries)
        case "*": openMenu(id, menu, tries: 1, before: [])
        case "0"..."9" where keyed.count < TicketNumber.mostKeys:
            calls[id]?.stage = .ticketNumber(menu: menu, tries: tries, keyed: keyed + String(key))
            touchedCalls.insert(id)
            deadlines.set(.digit(id), at: now + keyWait(menu))
        default: askAgain(id, menu: menu, tries: tries, ["tiket-salah"])
        }
    }

    func keyWait(_ menu: String) -> Duration { .seconds(Int64(plan.menu(named: menu)?.waitSeconds ?? 6)) }

    /// The caller has not pressed a key for as long as the menu waits: the number is complete, or was never begun.
    mutating func noKey(_ id: WorkID, after keyed: String, menu: String, tries: Int) {
        guard keyed.isEmpty else { return lookUpTicket(id, keyed, menu: menu, tries: tries) }
        askAgain(id, menu: menu, tries: tries, plan.menu(named: menu)?.noDigit ?? [])
    }

    private mutating func lookUpTicket(_ id: WorkID, _ keyed: String, menu: String, tries: Int) {
        guard let number = TicketNumber(keyed: keyed) else {
            return askAgain(id, menu: menu, tries: tries, ["tiket-salah"])
        }
        calls[id]?.stage = .ticketStatus(menu: menu, tries: tries, number)
        touchedCalls.insert(id)
        deadlines.set(.status(id), at: now + Self.lookLimit)
        effects.append(.askStatus(id, number))
    }

    mutating func statusNotTold(_ id: WorkID) {
        guard case .ticketStatus(_, _, let number)? = calls[id]?.stage else { return }
        statusTold(id, number, .failed)
    }

    /// An answer that comes too late is not told any more, least of all for another ticket that was asked for since.
    mutating func statusTold(_ id: WorkID, _ asked: TicketNumber, _ answer: StatusAnswer) {
        guard case .ticketStatus(let menu, let tries, let number)? = calls[id]?.stage, number == asked else { return }
        deadlines.clear(.status(id))
        var place: TicketStatus.Place?
        if case .found(let status) = answer { place = status.place }
        fact(
            CallFact.AskedStatus(ticket: number, place: place, wasReachable: answer != .failed), of: id, by: .outsider)
        switch answer {
        case .found(let status): tell(id, status.prompts, then: .menu(menu))
        case .failed: tell(id, ["tiket-gangguan"], then: .menu(menu))
        case .notFound: askAgain(id, menu: menu, tries: tries, ["tiket-salah"])
        }
    }

    private mutating func askAgain(_ id: WorkID, menu: String, tries: Int, _ words: [PromptName]) {
        if tries >= Self.tries {
            tell(id, words, then: .menu(menu))
        } else {
            askForTicket(id, menu: menu, tries: tries + 1, before: words)
        }
    }
}
