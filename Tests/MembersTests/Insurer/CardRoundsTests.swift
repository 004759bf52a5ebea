import Database
import Kernel
import Testing

@testable import Members

@Suite("Newcomers get their card without anybody's pressing", .serialized, .timeLimit(.minutes(2)))
struct CardRoundsTests {
    private let stage = InsurerStage()

    private func rounds(_ play: InsurerStage.Play) -> CardRounds {
        CardRounds(play.insurer, clock: stage.clock, logger: quietLogger)
    }

    @Test(
        "who has a card at the insurer takes it; who has none is asked for again after hours",
        arguments: Dialect.allCases)
    func takes(_ dialect: Dialect) async throws {
        let siti = try InsurerStage.newcomer(Kampung.siti, 1)
        let dimas = try InsurerStage.newcomer(Kampung.dimas, 2)
        let budi = try InsurerStage.member(Kampung.budi, card: try #require(Kampung.budi.membership?.card))
        try await stage.play(dialect, [siti, dimas, budi]) { play in
            let next = try await rounds(play).round()
            #expect(next > stage.clock.now())
            #expect(play.server.faults.report.asked == 2, "whoever has a card is not asked for")
            #expect(try await play.record(siti.id).member.card == Kampung.siti.membership?.card)
            #expect(try await play.record(dimas.id).member.card == dimas.card)
            #expect(try await play.asked(dimas.id) == ["not-found"])

            try await rounds(play).round()
            stage.clock.advance(by: .seconds(4 * 3_600 - 1))
            try await rounds(play).round()
            #expect(play.server.faults.report.asked == 2)
            stage.clock.advance(by: .seconds(1))
            try await rounds(play).round()
            #expect(play.server.faults.report.asked == 3)
            #expect(try await play.asked(dimas.id) == ["not-found"], "the same answer leaves no fact")
            #expect(try await play.facts(siti.id, MemberFact.Updated.self).count == 1)
        }
    }

    @Test("a card that is made later comes with a later round", arguments: Dialect.allCases)
    func later(_ dialect: Dialect) async throws {
        let dimas = try InsurerStage.newcomer(Kampung.dimas, 2)
        var known = Kampung.dimas
        known.membership = Kampung.siti.membership
        known.membership?.card = try #require(CardNumber("0009990000041"))
        let made = known
        try await stage.play(dialect, [dimas], knowing: [made]) { play in
            play.server.faults.set(StandInFaults.Order(.garbage))
            try await rounds(play).round()
            #expect(try await play.record(dimas.id).member.card == dimas.card)
            #expect(try await play.asked(dimas.id) == [], "a round's silence is nobody's fact")
            play.server.faults.set(StandInFaults.Order(.none))
            try await rounds(play).round()
            #expect(play.server.faults.report.asked == 1, "not again at once")
            stage.clock.advance(by: .seconds(600))
            try await rounds(play).round()
            #expect(try await play.record(dimas.id).member.card == made.membership?.card)
        }
    }

    private func crowd(_ count: Int) throws -> [Member] {
        try (1...count).map { number in
            var person = Kampung.dimas
            person.nik = try #require(NIK("317199050510\(1_000 + number)"))
            return try InsurerStage.newcomer(person, number)
        }
    }

    @Test("a round asks few, and the next goes on with the others", arguments: Dialect.allCases)
    func few(_ dialect: Dialect) async throws {
        let crowd = try crowd(7)
        try await stage.play(dialect, crowd) { play in
            try await rounds(play).round()
            #expect(play.server.faults.report.asked == CardRounds.batch)
            try await rounds(play).round()
            #expect(play.server.faults.report.asked == 7)
            for member in crowd { #expect(try await play.asked(member.id) == ["not-found"]) }
        }
    }

    @Test("while the insurer is silent a round asks once, and not at all while the breaker rests")
    func silent() async throws {
        try await stage.play(.sqlite, try crowd(7)) { play in
            play.server.faults.set(StandInFaults.Order(.errors))
            for asked in [1, 2, 3, 3, 3] {
                try await rounds(play).round()
                #expect(play.server.faults.report.asked == asked)
            }
        }
    }

    @Test("the last of a day's questions are the agents'")
    func quota() async throws {
        try await stage.play(.sqlite, try crowd(1)) { play in
            let stingy = stage.partner.settings(1) { $0.watch.dailyQuota = CardRounds.quotaOfAgents }
            let line = PartnerLine(
                "insurer", settings: stingy, clock: stage.clock, calendar: .jakarta, logger: quietLogger)
            let insurer = RememberedInsurer(
                Insurer(line, convention: .vclaim, keys: PartnerStage.insurerKeys, clock: stage.clock),
                in: play.database, calendar: .jakarta, clock: stage.clock)
            try await CardRounds(insurer, clock: stage.clock, logger: quietLogger).round()
            #expect(line.health.quotaLeft == CardRounds.quotaOfAgents, "nothing was asked")
            try await line.close()
        }
    }
}
