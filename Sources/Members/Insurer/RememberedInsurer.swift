public import Database
public import Kernel

/// The insurer with what it last answered: asked when somebody wants to know, remembered while it is silent.
public actor RememberedInsurer {
    /// What came of asking.
    public struct Heard: Sendable {
        /// The answer now, or the last one known.
        public let answer: InsurerAnswer?
        /// Why there is no answer now.
        public let trouble: InsurerRefusal?
        /// What became of a card that the insurer made for somebody who had a provisional one.
        public let card: CardNews?
    }

    public enum CardNews: Sendable, Hashable {
        /// It is the member's from now on.
        case taken
        /// Another member has it on record: somebody has to look.
        case isAnothers
    }

    public nonisolated let insurer: Insurer
    /// An answer that is younger is not asked for again, unless somebody wants it so.
    public nonisolated let fresh: Duration
    nonisolated let store: InsurerStore
    private let clock: any WallClock
    private let calendar: CentreCalendar
    private var asking: [NIK: (question: Task<InsurerReply, Never>, askers: Int)] = [:]

    public init(
        _ insurer: Insurer, in database: any Database, fresh: Duration = .seconds(900), calendar: CentreCalendar,
        clock: any WallClock
    ) {
        (self.insurer, self.fresh, self.store) = (insurer, fresh, InsurerStore(database))
        (self.clock, self.calendar) = (clock, calendar)
    }

    /// What the insurer says of a member now; the last known when it is silent. Leaves a fact.
    ///
    /// - Parameter anew: asks even when the last answer is fresh.
    /// - Throws: `MemberRefusal.noSuchMember`, also when the member got another NIK meanwhile.
    public func ask(_ id: MemberID, anew: Bool = false, by author: Author) async throws -> Heard {
        guard let (nik, last) = try await store.question(of: id) else { throw MemberRefusal.noSuchMember }
        // The house's own number: the insurer knows nobody by it.
        guard !nik.isProvisional else { return Heard(answer: last, trouble: nil, card: nil) }
        if !anew, let last, last.age(at: clock.now()) < fresh {
            return Heard(answer: last, trouble: nil, card: nil)
        }
        let reply = await reply(to: nik)
        return try await store.keep(reply, of: id, on: calendar.day(of: reply.at), by: author)
    }

    /// Several who ask of one person at one time ask once.
    private func reply(to nik: NIK) async -> InsurerReply {
        if let question = asking[nik]?.question {
            asking[nik]?.askers += 1
            return await question.value
        }
        // Goes on when the first who asked goes away: the others wait for it, and the line keeps its time.
        let question = Task { await answer(nik) }
        asking[nik] = (question, 1)
        let reply = await question.value
        asking[nik] = nil
        return reply
    }

    /// How many wait for one answer.
    func askers(of nik: NIK) -> Int { asking[nik]?.askers ?? 0 }

    private func answer(_ nik: NIK) async -> InsurerReply {
        do {
            let record = try await insurer.find(.nik(nik), on: calendar.day(of: clock.now()))
            return InsurerReply(
                nik: nik, at: clock.now(), said: .success(.found(InsurerWord(record))),
                card: record.nik == nik ? record.card : nil)
        } catch InsurerRefusal.notFound {
            return InsurerReply(nik: nik, at: clock.now(), said: .success(.notFound))
        } catch {
            return InsurerReply(nik: nik, at: clock.now(), said: .failure(error))
        }
    }
}
