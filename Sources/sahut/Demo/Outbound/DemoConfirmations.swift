import Calls
import Database
import Kernel
import Outbound
import Staff
import Tickets

/// Participants who are rung about what a branch did for them, and what they say, by the rules of all ringing.
struct DemoConfirmations: Sendable {
    enum Said: Sendable {
        case satisfied, explained, insists
        case notThere(DialOutcome)

        /// - Parameter isRecent: who insists long ago would wait at a branch for as long.
        static func drawn(isRecent: Bool, _ random: inout some RandomNumberGenerator) -> Said {
            switch Int.random(in: 0..<20, using: &random) {
            case ..<11: .satisfied
            case ..<14: .explained
            case ..<15: isRecent ? .insists : .explained
            case ..<18: .notThere(.noAnswer)
            case ..<19: .notThere(.busy)
            default: .notThere(.machine)
            }
        }
    }

    let database: any Database

    /// Rings a participant and writes down what he says; out of hours and on holidays he waits on the list.
    ///
    /// - Parameter seed: of chance.
    func ring(
        _ ticket: TicketID, _ phones: [PhoneNumber], _ story: DemoTicketStory, _ said: Said, seed: UInt64,
        by person: PersonID, at moment: Timestamp
    ) async throws {
        var random = SeededRandom(seed: seed)
        let id = WorkID(at: moment + .seconds(25), random: &random)
        let lock = try await database.write { transaction -> RingingLock? in
            guard let escalation = try transaction.escalation(of: ticket), escalation.stage == .done,
                let branch = try transaction.branch(of: escalation.branch)
            else { return nil }
            let item = OutboundItem(.confirmation(ticket), round: escalation.loops)
            let candidate = RingingCandidate(item, RingableNumbers(phones), in: branch.zone)
            return try transaction.takeFirst(of: [candidate], for: person, at: moment)
        }
        guard let lock else { return }
        let confirmations = ConfirmationStore(database)
        let placed = try await confirmations.placeCall(id, for: ticket, by: person, at: id.madeAt)
        let purpose = DialPurpose(
            kind: OutboundPurpose.Kind.confirmation.rawValue, id: "\(ticket)", title: "Konfirmasi \(placed.number)")
        let ended = try await DemoDialling(database: database).ring(
            DemoDialling.Call(
                id: id, phone: lock.phone, purpose: purpose, agent: person, heard: said.heard,
                talkSeconds: .random(in: 70...240, using: &random)))
        let outcome = said.outcome(story)
        try await confirmations.finish(
            ticket, outcome, note: "Konfirmasi \(placed.number).", by: person,
            at: ended + .seconds(.random(in: 15...60, using: &random)))
    }
}

extension DemoConfirmations.Said {
    fileprivate var heard: DialOutcome {
        switch self {
        case .satisfied, .explained, .insists: .answered
        case .notThere(let heard): heard
        }
    }

    fileprivate func outcome(_ story: DemoTicketStory) -> ConfirmationOutcome {
        switch self {
        case .satisfied: .satisfied("Peserta puas. Masalahnya sudah selesai.")
        case .explained: .explained("Peserta menerima penjelasan: \(story.answer)")
        case .insists: .insists(story.objection)
        case .notThere: .notReached(notice: "Peserta tidak terjangkau setelah semua percobaan telepon.")
        }
    }
}
