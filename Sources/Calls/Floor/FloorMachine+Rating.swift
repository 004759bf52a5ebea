import Kernel
import Voice

/// After the agent has hung up the caller is asked how satisfied they are, if the plan says so.
///
/// For the floor the call is over then: agent, figures and record have what they need. What is left is a line on which
/// a question is played and one key is waited for; it ends by itself, and a restart of the centre ends it too.
extension FloorMachine {
    struct RatingLine: Sendable {
        var agent: PersonID
        var queue: String?
        var caller: PhoneNumber?
        var leg: LegID
        /// What plays now: the question, or the thanks.
        var play: PlayID
        /// The question was heard to its end: the key is waited for.
        var isHeard = false
        var isRated = false
    }

    /// Longer nobody thinks about a number from one to five.
    private static let wait = Duration.seconds(8)
    /// By then the question has been heard, or the voice engine never played it.
    private static let questionLimit = Duration.seconds(60)
    /// So too the thanks.
    private static let thanksLimit = Duration.seconds(15)

    /// Whether the caller stays on the line when the agent hangs up.
    func asksRating(_ call: Call) -> Bool {
        call.outgoing == nil && call.talk != nil && voiceIsThere && plan.ratingQuestion?.isEmpty == false
    }

    mutating func askRating(_ call: Call) {
        guard let question = plan.ratingQuestion, let agent = call.talk?.agent else { return }
        let id = PlayID(at: now, random: &random)
        ratings[call.id] = RatingLine(
            agent: agent, queue: call.queue?.name, caller: call.caller, leg: call.leg, play: id)
        play(question, id, on: call.leg)
        deadlines.set(.rating(call.id), at: now + Self.questionLimit)
    }

    private mutating func play(_ prompts: [PromptName], _ id: PlayID, on leg: LegID) {
        let files = prompts.map { $0.text + ".wav" }
        effects.append(.voice(.play(leg: leg, playback: Playback(id: id, files: files, stopOnDigit: true))))
    }

    mutating func rated(_ id: WorkID, _ key: Character) {
        guard let line = ratings[id], !line.isRated, let rating = key.wholeNumberValue, (1...5).contains(rating) else {
            return
        }
        deadlines.set(.rating(id), at: now + Self.thanksLimit)
        let thanks = PlayID(at: now, random: &random)
        ratings[id]?.isRated = true
        ratings[id]?.play = thanks
        fact(CallFact.Rated(agent: line.agent, queue: line.queue, rating: rating), of: id, by: .outsider)
        play(["terima-kasih"], thanks, on: line.leg)
    }

    mutating func ratingPlayed(_ id: WorkID, _ play: PlayID) {
        guard let line = ratings[id], line.play == play else { return }
        guard !line.isRated else { return endRating(id) }
        // Told a second time, after the voice engine was out of hearing, it gives nobody more time.
        guard !line.isHeard else { return }
        ratings[id]?.isHeard = true
        deadlines.set(.rating(id), at: now + Self.wait)
    }

    mutating func endRating(_ id: WorkID, hangUp: Bool = true) {
        guard let line = ratings.removeValue(forKey: id) else { return }
        deadlines.clear(.rating(id))
        if hangUp { effects.append(.hangUp(id)) }
        effects.append(.voice(.closeLeg(leg: line.leg)))
    }

    /// What was missed of the lines while the voice engine was out of hearing.
    mutating func catchUpRatings(_ listed: [LegID: ListedLeg]) {
        for (id, line) in ratings.sorted(by: { $0.key < $1.key }) {
            guard let leg = listed[line.leg] else {
                endRating(id)
                continue
            }
            if leg.playing?.id != line.play { ratingPlayed(id, line.play) }
        }
    }

    mutating func endRatings() {
        for id in ratings.keys.sorted() { endRating(id) }
    }
}
