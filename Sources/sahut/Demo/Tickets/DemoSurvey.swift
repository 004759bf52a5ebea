import Database
import Kernel
import Mail
import Pages
import Synchronization
import Tickets

/// Asks those who agreed how satisfied they are with what was closed, as time goes by in the demo's story, and has some
/// of them answer by their links. Their mails go nowhere: they count as taken.
struct DemoSurvey {
    private struct Answer {
        let at: Timestamp
        let link: SealedLink<SatisfactionLink>
        let satisfaction: Satisfaction
    }

    /// A few hours' closings are asked of together.
    private static let pause = Duration.seconds(6 * 3_600)

    private let store: SatisfactionStore
    private let outbox: MailOutbox
    private let words: SatisfactionWords
    private var random = SeededRandom(seed: 4_711)
    /// Since when something was closed that nobody was asked of.
    private var unasked: Timestamp?
    /// The earliest first.
    private var answers: [Answer] = []

    init(_ database: any Database, _ configuration: SahutConfiguration) throws {
        (store, outbox) = (SatisfactionStore(database), MailOutbox(database))
        words = SatisfactionWords(
            try Views(bundles: [TicketsRoom.bundle]).catalogue, organisation: configuration.centre.name,
            base: configuration.publicAddress, calendar: .jakarta)
    }

    mutating func closed(at moment: Timestamp) { unasked = unasked ?? moment }

    /// What happens until a moment, in its order.
    mutating func pass(until moment: Timestamp) async throws {
        while true {
            let next = answers.first?.at
            if let asks = unasked.map({ $0 + Self.pause }), asks <= moment, asks <= next ?? asks {
                unasked = nil
                try await ask(at: asks)
            } else if let next, next <= moment {
                let answer = answers.removeFirst()
                try await store.answer(
                    answer.link.link.description, seal: answer.link.seal, answer.satisfaction, from: nil, at: next)
            } else {
                return
            }
        }
    }

    private mutating func ask(at moment: Timestamp) async throws {
        let (asked, words) = (Questions(), words)
        while try await store.ask(
            upTo: 100,
            { question in
                asked.add(question.link)
                return words.letter(question)
            }, by: SatisfactionRounds.author, at: moment)
        {}
        while let mail = try await outbox.claim(by: "demo", at: moment) {
            try await outbox.settle(
                mail.id, .taken(.server(code: 250, text: "demo: tidak dikirim ke mana pun")), claim: "demo",
                by: MailRounds.author, at: moment)
        }
        for link in asked.all { try expectAnswer(to: link, askedAt: moment) }
    }

    /// Somewhat more than half of them answer, within three days.
    private mutating func expectAnswer(to link: SealedLink<SatisfactionLink>, askedAt moment: Timestamp) throws {
        let (isAnswering, drawn) = (
            Int.random(in: 0..<100, using: &random) < 60, Int.random(in: 0..<100, using: &random)
        )
        let at = moment + .seconds(.random(in: 1_800...259_200, using: &random))
        guard isAnswering else { return }
        let score: SatisfactionScore =
            switch drawn {
            case ..<38: .very
            case ..<72: .satisfied
            case ..<86: .fair
            case ..<94: .little
            default: .notAtAll
            }
        let remark = drawn.isMultiple(of: 3) ? Self.remarks[score] : nil
        answers.append(Answer(at: at, link: link, satisfaction: try Satisfaction(score, remark: remark)))
        answers.sort { $0.at < $1.at }
    }

    private static let remarks: [SatisfactionScore: String] = [
        .very: "Cepat dan jelas, terima kasih.", .satisfied: "Petugasnya ramah.",
        .fair: "Selesai, tetapi harus menelepon dua kali.", .little: "Menunggunya terlalu lama.",
        .notAtAll: "Masalahnya belum selesai.",
    ]
}

/// The links that were put into letters, in their order.
private final class Questions: Sendable {
    private let links = Mutex<[SealedLink<SatisfactionLink>]>([])

    var all: [SealedLink<SatisfactionLink>] { links.withLock { $0 } }

    func add(_ link: SealedLink<SatisfactionLink>) { links.withLock { $0.append(link) } }
}
