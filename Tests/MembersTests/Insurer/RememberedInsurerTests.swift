import Database
import Hummingbird
import Kernel
import Testing

@testable import Members

@Suite("The insurer's answers are remembered", .serialized, .timeLimit(.minutes(2)))
struct RememberedInsurerTests {
    private let stage = InsurerStage()
    private let siti = try! InsurerStage.member(Kampung.siti, card: Kampung.siti.membership!.card)
    private let dimas = try! InsurerStage.member(Kampung.dimas, card: CardNumber("0009990000033")!)

    private func word(_ heard: RememberedInsurer.Heard) throws -> InsurerWord {
        guard case .found(let word) = try #require(heard.answer).outcome else {
            Issue.record("not found")
            return InsurerWord(InsurerRecord(phones: [], notes: []))
        }
        return word
    }

    @Test(
        "an answer is kept, and asked for anew when it is no longer fresh or somebody presses for it",
        arguments: Dialect.allCases)
    func age(_ dialect: Dialect) async throws {
        try await stage.play(dialect, [siti]) { play in
            let first = try await play.insurer.ask(siti.id, by: InsurerStage.agent)
            let word = try word(first)
            #expect(word.isActive == false && word.careClass == .third && word.paidBy == .selfPaying)
            #expect(word.facility?.text == "PUSKESMAS GAMBIR" && word.arrears == 420_000)
            #expect(word.status?.text == "TIDAK AKTIF KARENA PREMI" && word.card == siti.card)
            #expect(try await play.insurer.store.last(of: siti.id) == first.answer)

            stage.clock.advance(by: .seconds(899))
            let second = try await play.insurer.ask(siti.id, by: InsurerStage.agent)
            #expect(second.answer == first.answer && play.server.faults.report.asked == 1)
            stage.clock.advance(by: .seconds(1))
            let third = try await play.insurer.ask(siti.id, by: InsurerStage.agent)
            #expect(third.answer?.at == stage.clock.now() && play.server.faults.report.asked == 2)
            _ = try await play.insurer.ask(siti.id, anew: true, by: InsurerStage.agent)
            #expect(play.server.faults.report.asked == 3)
            #expect(try await play.asked(siti.id) == ["found", "found", "found"])
        }
    }

    private static let silences: [(StandInFault, String)] = [
        (.errors, "unanswered"), (.down, "unanswered"), (.garbage, "unreadable"),
        (.wrongSignature, "wrong-signature"), (.quota, "refused"),
    ]

    @Test(
        "when it is silent the last known stays, with its moment, and the fact says how it was",
        arguments: Dialect.allCases, silences)
    func silence(_ dialect: Dialect, _ row: (fault: StandInFault, word: String)) async throws {
        try await stage.play(dialect, [siti, dimas]) { play in
            let known = try await play.insurer.ask(siti.id, by: InsurerStage.agent)
            play.server.faults.set(StandInFaults.Order(row.fault))
            stage.clock.advance(by: .seconds(3_600))
            let heard = try await play.insurer.ask(siti.id, by: InsurerStage.agent)
            #expect(heard.trouble?.word == row.word && heard.answer == known.answer)
            #expect(try await play.insurer.store.last(of: siti.id) == known.answer)
            #expect(try await play.asked(siti.id) == ["found", row.word])

            let never = try await play.insurer.ask(dimas.id, by: InsurerStage.agent)
            #expect(never.trouble?.word == row.word && never.answer == nil)
            #expect(try await play.insurer.store.last(of: dimas.id) == nil)
        }
    }

    @Test("what was never sent leaves no fact: the line rests", arguments: [Dialect.sqlite])
    func resting(_ dialect: Dialect) async throws {
        try await stage.play(dialect, [siti]) { play in
            play.server.faults.set(StandInFaults.Order(.errors))
            for _ in 1...5 { _ = try await play.insurer.ask(siti.id, by: InsurerStage.agent) }
            #expect(play.server.faults.report.asked == 3, "the breaker opened")
            #expect(try await play.asked(siti.id).count == 3)
        }
    }

    @Test("who is not known to the insurer is an answer too", arguments: Dialect.allCases)
    func notFound(_ dialect: Dialect) async throws {
        try await stage.play(dialect, [dimas]) { play in
            let heard = try await play.insurer.ask(dimas.id, by: InsurerStage.agent)
            #expect(heard.answer == InsurerAnswer(.notFound, at: stage.clock.now()) && heard.trouble == nil)
            #expect(try await play.insurer.store.last(of: dimas.id) == heard.answer)
            #expect(try await play.asked(dimas.id) == ["not-found"])
            let nobody = try #require(MemberID("01900000-0000-7000-8000-000000000009"))
            await #expect(throws: MemberRefusal.noSuchMember) {
                try await play.insurer.ask(nobody, by: InsurerStage.agent)
            }
        }
    }

    @Test("two who ask of one person at one time ask once, and each leaves a fact")
    func together() async throws {
        let siti = siti
        let (opened, gate) = AsyncStream.makeStream(of: Void.self)
        let asked = Counter()
        try await withMembers(.sqlite) { database, members, _ in
            try await members.enrol([siti], by: .system("test"), at: stage.before)
            try await serving { _ in
                await asked.add()
                _ = await opened.first { _ in true }
                return Response(status: .internalServerError)
            } _: { port in
                try await stage.partner.withInsurer(at: port) { insurer in
                    let remembered = RememberedInsurer(
                        insurer, in: database, calendar: .jakarta, clock: stage.clock)
                    async let sari = remembered.ask(siti.id, by: .person(ChangeCounter().sari))
                    async let dewi = remembered.ask(siti.id, by: .person(ChangeCounter().dewi))
                    while await remembered.askers(of: siti.nik) < 2 { await Task.yield() }
                    gate.finish()
                    let troubles = try await [sari, dewi].map { $0.trouble?.word }
                    #expect(troubles == ["unanswered", "unanswered"])
                    #expect(await remembered.askers(of: siti.nik) == 0)
                }
            }
            #expect(await asked.count == 1)
            let authors = try await Journal(database).entries(about: .member(siti.id))
                .filter { $0.kind == MemberFact.InsurerAsked.kind }.map(\.author)
            #expect(Set(authors) == [.person(ChangeCounter().sari), .person(ChangeCounter().dewi)])
        }
    }

    private actor Counter {
        private(set) var count = 0
        func add() { count += 1 }
    }

    @Test("what was answered of an old NIK is forgotten with it", arguments: Dialect.allCases)
    func otherNIK(_ dialect: Dialect) async throws {
        try await stage.play(dialect, [siti]) { play in
            _ = try await play.insurer.ask(siti.id, by: InsurerStage.agent)
            let update = MemberUpdate(
                [.nik(try #require(NIK("3171994312850009")))], told: Provenance(.registry, at: stage.clock.now()),
                effective: try #require(Day("2025-11-22")))
            try await play.members.update(siti.id, update, by: .system("test"), at: stage.clock.now())
            #expect(try await play.insurer.store.last(of: siti.id) == nil)
        }
    }

    // MARK: Cards

    @Test("the insurer's card takes the place of a provisional one, with its source, once", arguments: Dialect.allCases)
    func card(_ dialect: Dialect) async throws {
        let newcomer = try InsurerStage.newcomer(Kampung.siti, 1)
        let card = try #require(Kampung.siti.membership?.card)
        try await stage.play(dialect, [newcomer]) { play in
            let heard = try await play.insurer.ask(newcomer.id, by: InsurerStage.agent)
            #expect(heard.card == .taken)
            let record = try await play.record(newcomer.id)
            #expect(record.member.card == card && record.member.name == "Siti Aminah")
            #expect(record.provenance(of: .card) == Provenance(.insurer, at: stage.clock.now()))
            #expect(record.provenance(of: .nik) == Provenance(.caller, at: stage.before))
            #expect(record.member.status == .active, "nothing but the card is taken")

            func found(_ card: CardNumber) async throws -> [MemberID] {
                try await play.members.find(
                    .card(card), because: Subject("call", "1"), by: InsurerStage.agent, at: stage.clock.now()
                ).map(\.id)
            }
            #expect(try await found(card) == [newcomer.id])
            #expect(try await found(newcomer.card) == [])

            let again = try await play.insurer.ask(newcomer.id, anew: true, by: InsurerStage.agent)
            #expect(again.card == nil && again.answer?.outcome == heard.answer?.outcome)
            let updates = try await play.facts(newcomer.id, MemberFact.Updated.self)
            #expect(updates.map(\.source) == ["insurer"] && updates[0].changes.map(\.field) == ["card"])
            #expect(updates[0].changes[0].to == card.masked && updates[0].changes[0].from == newcomer.card.masked)
        }
    }

    @Test("a card that another member has on record is taken from nobody", arguments: Dialect.allCases)
    func cardOfAnother(_ dialect: Dialect) async throws {
        let newcomer = try InsurerStage.newcomer(Kampung.siti, 1)
        let holder = try InsurerStage.member(Kampung.budi, card: try #require(Kampung.siti.membership?.card))
        try await stage.play(dialect, [newcomer, holder]) { play in
            let heard = try await play.insurer.ask(newcomer.id, by: InsurerStage.agent)
            #expect(heard.card == .isAnothers && heard.answer != nil)
            #expect(try await play.record(newcomer.id).member == newcomer)
            #expect(try await play.record(holder.id).member == holder)
        }
    }

    @Test("a real card stays, whatever the insurer tells: it is a difference")
    func realCard() async throws {
        let other = try InsurerStage.member(Kampung.siti, card: try #require(CardNumber("0009990000033")))
        try await stage.play(.sqlite, [other]) { play in
            let heard = try await play.insurer.ask(other.id, by: InsurerStage.agent)
            #expect(heard.card == nil)
            #expect(try await play.record(other.id).member.card == other.card)
            #expect(try word(heard).differences(from: other) == [.card, .status, .facility])
        }
    }

    @Test("no difference is made of what the insurer does not tell")
    func differences() throws {
        var word = InsurerWord(InsurerRecord(phones: [], notes: []))
        #expect(word.differences(from: siti) == [])
        word.isActive = true
        word.segment = InsurerRecord.Coded(code: "77", text: "LAIN-LAIN")
        #expect(word.differences(from: siti) == [])
        (word.careClass, word.paidBy) = (.second, .employed)
        #expect(word.differences(from: siti) == [.careClass, .segment])
    }
}
