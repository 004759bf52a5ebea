import Calls
import Contacts
import Database
import Kernel

/// Calls that the demo's people placed: what the telephone writes down of each, and the contact of those that somebody
/// answered.
struct DemoDialling: Sendable {
    struct Call: Sendable {
        let id: WorkID
        let phone: PhoneNumber
        let purpose: DialPurpose
        let agent: PersonID
        let heard: DialOutcome
        /// Once somebody has answered.
        let talkSeconds: Int64
    }

    /// What the called party sees. No network gives out numbers that begin so.
    private static let caller = PhoneNumber("081099990165")

    let database: any Database

    /// - Returns: when the call was over.
    func ring(_ call: Call) async throws -> Timestamp {
        let contact = call.id.named(ContactID.self)
        let rang: Int64 = call.heard == .busy || call.heard == .numberInvalid ? 3 : call.heard == .noAnswer ? 40 : 9
        let talked = call.heard.isConversation ? call.talkSeconds : 0
        let begun = call.id.madeAt + .seconds(2)
        let ended = begun + .seconds(rang + talked)
        try await database.write { transaction in
            let author = Author.person(call.agent)
            func append(_ fact: some Fact, at moment: Timestamp) throws {
                try transaction.append(fact, about: .call(call.id), by: author, at: moment)
            }
            try append(
                CallFact.Dialled(
                    agent: call.agent, number: call.phone, from: Self.caller ?? call.phone, purpose: call.purpose),
                at: begun)
            if call.heard.isConversation {
                let answered = begun + .seconds(rang)
                try transaction.openContact(
                    contact, channel: .call, direction: .outgoing, agent: call.agent, phone: call.phone, queue: nil,
                    at: answered)
                try append(
                    CallFact.DialAnswered(
                        agent: call.agent, purpose: call.purpose, contact: contact, ringSeconds: Double(rang)),
                    at: answered)
                try transaction.endContact(contact, cut: false, at: ended)
            }
            try append(
                CallFact.DialEnded(
                    agent: call.agent, number: call.phone, purpose: call.purpose, outcome: call.heard, status: nil,
                    ringSeconds: Double(rang), talkSeconds: Double(talked), holdSeconds: 0,
                    contact: call.heard.isConversation ? contact : nil),
                at: ended)
        }
        return ended
    }
}
