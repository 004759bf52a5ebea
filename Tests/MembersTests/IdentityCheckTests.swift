import Foundation
import Kernel
import Members
import Testing

@Suite("Who is speaking")
struct IdentityCheckTests {
    private let rules = IdentityRules.original
    private let agent = ChangeCounter().sari
    private let expected = ExpectedAnswers(
        card: CardNumber("0001234567891")!, nik: NIK("3374014101900002")!, birthDate: theDay("1990-01-01"),
        motherName: "Siti Aminah", region: Region(code: "3374", name: "Kota Semarang"),
        phones: [PhoneNumber("0812-3333-4444")!], familyNames: ["Bayu Pratama"])

    private func check() -> IdentityCheck {
        IdentityCheck(contact: ChangeCounter().contact(1), member: ChangeCounter().ayu)
    }

    @discardableResult
    private func ask(
        _ question: IdentityQuestion, _ said: String, _ check: inout IdentityCheck, rules: IdentityRules? = nil,
        expected: ExpectedAnswers? = nil
    ) throws(IdentityRefusal) -> IdentityOutcome {
        try check.ask(
            question, said: said, expected: expected ?? self.expected, rules: rules ?? self.rules, by: agent,
            at: ChangeCounter.morning, sameName: { $0.lowercased() == $1.lowercased() })
    }

    struct Said: Sendable, CustomTestStringConvertible {
        let question: IdentityQuestion
        let said: String
        let outcome: IdentityOutcome?
        let why: String
        var testDescription: String { "\(question) “\(said)”: \(why)" }

        /// - Parameter outcome: nil: not readable, so it does not count.
        init(_ question: IdentityQuestion, _ said: String, _ outcome: IdentityOutcome?, _ why: String) {
            (self.question, self.said, self.outcome, self.why) = (question, said, outcome, why)
        }
    }

    @Test(
        "what the caller says is compared by the system",
        arguments: [
            Said(.card, "0001 2345 67891", .right, "read out in groups"),
            Said(.card, "0001234567892", .wrong, "one digit off"),
            Said(.card, "000123456789", nil, "a digit was missed: ask again"),
            Said(.nikTail, "900002", .right, "the last six"),
            Said(.nikTail, "90 00 02", .right, "read out in pairs"),
            Said(.nikTail, "0002", nil, "only four"),
            Said(.nikTail, "900003", .wrong, "another's"),
            Said(.birthDate, "1990-01-01", .right, "as the page sends it"),
            Said(.birthDate, "1/1/1990", .right, "as it is said"),
            Said(.birthDate, "2 1 1990", .wrong, "a day off"),
            Said(.birthDate, "31/2/1990", nil, "no such day"),
            Said(.motherName, "siti aminah", .right, "the same name"),
            Said(.motherName, "Siti Maimunah", .wrong, "another name"),
            Said(.region, "3374", .right, "the code that the agent chose"),
            Said(.region, "kota semarang", .right, "the name"),
            Said(.region, "Kota Bandung", .wrong, "another town"),
            Said(.callerPhone, "+6281233334444", .right, "the number that rings is on record"),
            Said(.callerPhone, "0811-1111-1111", .wrong, "another telephone"),
            Said(.familyMember, "Bayu Pratama", .right, "the husband"),
            Said(.familyMember, "Ayu Lestari", .wrong, "oneself is no other"),
            Said(.motherName, "", .notKnown, "the caller does not know"),
            Said(.card, "   ", .notKnown, "no card at hand"),
        ])
    func compares(_ item: Said) throws {
        var check = check()
        guard let outcome = item.outcome else {
            #expect(throws: IdentityRefusal.notReadable) { try ask(item.question, item.said, &check) }
            #expect(check.asked == [])
            return
        }
        #expect(try ask(item.question, item.said, &check) == outcome)
        #expect(check.asked.map(\.outcome) == [outcome])
    }

    @Test("what the record does not hold can neither prove nor disprove")
    func nothingOnRecord() throws {
        var bare = expected
        (bare.motherName, bare.phones, bare.familyNames) = (nil, [], [])
        var check = check()
        for (question, said) in [
            (IdentityQuestion.motherName, "Siti"), (.callerPhone, "081233334444"), (.familyMember, "Bayu"),
        ] {
            #expect(try ask(question, said, &check, expected: bare) == .nothingOnRecord)
        }
        #expect(check.points(rules) == 0 && !check.isBlocked(rules))
    }

    struct Story: Sendable, CustomTestStringConvertible {
        let why: String
        let answers: [(IdentityQuestion, Bool)]
        let level: IdentityLevel
        let isBlocked: Bool
        var testDescription: String { why }

        init(_ why: String, _ answers: [(IdentityQuestion, Bool)], _ level: IdentityLevel, blocked: Bool = false) {
            (self.why, self.answers, self.level, isBlocked) = (why, answers, level, blocked)
        }
    }

    @Test(
        "answers add up to a level",
        arguments: [
            Story("nothing was asked", [], .none),
            Story("rings from the number on record", [(.callerPhone, true)], .none),
            Story("card and birth date", [(.card, true), (.birthDate, true)], .basic),
            Story(
                "from another telephone, which proves nothing against it",
                [
                    (.callerPhone, false), (.card, true), (.birthDate, true),
                ], .basic),
            Story(
                "a lost bag: card, NIK, birth date, region, the telephone itself",
                [
                    (.callerPhone, true), (.card, true), (.birthDate, true), (.nikTail, true), (.region, true),
                ], .basic),
            Story(
                "and the mother's name",
                [
                    (.card, true), (.birthDate, true), (.nikTail, true), (.motherName, true),
                ], .strong),
            Story(
                "or somebody of the family",
                [
                    (.card, true), (.birthDate, true), (.nikTail, true), (.familyMember, true),
                ], .strong),
            Story(
                "a wrong birth date lowers it again", [(.card, true), (.nikTail, true), (.birthDate, false)], .basic),
            Story(
                "a wrong mother's name lowers it below", [(.card, true), (.birthDate, true), (.motherName, false)],
                .none),
            Story(
                "two wrong ones, then right ones",
                [
                    (.region, false), (.birthDate, false), (.card, true), (.nikTail, true), (.motherName, true),
                ], .basic),
            Story(
                "three wrong ones block, whatever was right",
                [
                    (.card, true), (.nikTail, true), (.motherName, false), (.region, false), (.birthDate, false),
                ], .none, blocked: true),
        ])
    func levels(_ story: Story) throws {
        var check = check()
        for (question, isRight) in story.answers {
            let (right, wrong): (String, String) =
                switch question {
                case .card: ("0001234567891", "0009999999999")
                case .nikTail: ("900002", "111111")
                case .birthDate: ("1990-01-01", "1991-01-01")
                case .motherName: ("Siti Aminah", "Dewi")
                case .region: ("3374", "3171")
                case .callerPhone: ("081233334444", "081199998888")
                case .familyMember: ("Bayu Pratama", "Joko")
                }
            try ask(question, isRight ? right : wrong, &check)
        }
        #expect(check.level(rules) == story.level)
        #expect(check.isBlocked(rules) == story.isBlocked)
        if story.isBlocked {
            #expect(throws: IdentityRefusal.blocked) { try ask(.familyMember, "Bayu Pratama", &check) }
            #expect(check.open(rules) == [])
        }
    }

    @Test("a question is asked once, and only those of the rules")
    func once() throws {
        var check = check()
        try ask(.card, "0009999999999", &check)
        #expect(throws: IdentityRefusal.askedAlready) { try ask(.card, "0001234567891", &check) }
        var fewer = rules
        fewer.rows.removeAll { $0.question == .region }
        #expect(throws: IdentityRefusal.notAQuestion) { try ask(.region, "3374", &check, rules: fewer) }
        #expect(check.open(rules) == [.callerPhone, .birthDate, .nikTail, .motherName, .region, .familyMember])
    }

    @Test("what may be told or changed at each level, cell by cell")
    func grants() throws {
        var none = check()
        try ask(.callerPhone, "081233334444", &none)
        var basic = check()
        for (question, said) in [(IdentityQuestion.card, "0001234567891"), (.birthDate, "1990-01-01")] {
            try ask(question, said, &basic)
        }
        var strong = basic
        try ask(.nikTail, "900002", &strong)
        try ask(.motherName, "Siti Aminah", &strong)
        let table: [(IdentityGrant, Bool, Bool, Bool)] = [
            (.general, true, true, true), (.status, false, true, true), (.amounts, false, true, true),
            (.arrears, false, true, true), (.dataChange, false, true, true), (.identityChange, false, false, true),
            (.bankChange, false, false, true),
        ]
        #expect(table.map(\.0) == IdentityGrant.allCases)
        for (grant, atNone, atBasic, atStrong) in table {
            #expect(none.may(grant, rules) == atNone, "\(grant)")
            #expect(basic.may(grant, rules) == atBasic, "\(grant)")
            #expect(strong.may(grant, rules) == atStrong, "\(grant)")
            var silent = rules
            silent.grants[grant] = nil
            #expect(!strong.may(grant, silent), "what the rules do not name is denied")
        }
    }

    @Test("nothing is revealed before: expected answers stay hidden, a right answer shows its own")
    func hidden() throws {
        var check = check()
        let proofs: Set<MemberField> = [.card, .nik, .family, .birthDate, .phones]
        #expect(check.hiddenQuestions(rules) == Set(IdentityQuestion.allCases))
        #expect(check.hiddenFields(rules) == proofs)
        try ask(.card, "0001234567891", &check)
        #expect(check.hiddenFields(rules) == proofs, "one answer is not enough")
        try ask(.birthDate, "1990-01-01", &check)
        #expect(check.hiddenFields(rules) == [.nik, .phones])
        try ask(.motherName, "Dewi", &check)
        #expect(check.hiddenFields(rules) == proofs, "and hidden again when the level falls")
    }

    @Test("the check is a fact on the contact: what was asked and how it ended, never what was said or expected")
    func fact() throws {
        var check = check()
        #expect(check.fact(rules) == nil)
        try ask(.motherName, "Siti Aminah", &check)
        let fact = try #require(check.fact(rules))
        #expect(fact.question == .motherName && fact.outcome == .right && fact.level == .none)
        for value in [try JSONEncoder().encode(fact), try JSONEncoder().encode(check)] {
            #expect(!String(decoding: value, as: UTF8.self).contains("Aminah"))
        }
        #expect("\(expected)" == "expected answers", "no log tells it")
        #expect(try JSONDecoder().decode(IdentityCheck.self, from: JSONEncoder().encode(check)) == check)
    }

    @Test("expected answers are taken from the record: others of the family, not oneself")
    func fromRecord() throws {
        let families = [("Ayu", ChangeCounter().ayu), ("Bayu", ChangeCounter().bayu)].map { name, id in
            Member(
                id: id, card: expected.card, nik: expected.nik, family: ChangeCounter().ayusCard, relation: .head,
                name: name, birthDate: expected.birthDate, sex: .female, careClass: .first, segment: .selfPaying,
                status: .active, region: expected.region, branch: "Semarang", phones: expected.phones)
        }
        #expect(ExpectedAnswers(families[0], motherName: nil, family: families).familyNames == ["Bayu"])
    }

    @Test("rules that cannot be used, or reveal too easily, are refused with the reason")
    func problems() throws {
        #expect(rules.problems == [])
        func problems(_ edit: (inout IdentityRules) -> Void) -> [IdentityRuleProblem] {
            var rules = rules
            edit(&rules)
            return rules.problems
        }
        #expect(problems { $0.rows.append($0.rows[0]) } == [.twice(.callerPhone)])
        #expect(problems { $0.rows[1].points = 0 } == [.pointsNotPositive(.card)])
        #expect(problems { $0.rows[1].cost = -1 } == [.costNegative(.card)])
        #expect(problems { $0.strongPoints = 3 } == [.levelsOutOfOrder])
        #expect(problems { $0.basicPoints = 0 } == [.levelsOutOfOrder])
        #expect(problems { $0.strongPoints = 11 } == [.outOfReach(.strong)])
        #expect(
            problems { ($0.basicPoints, $0.strongPoints) = (11, 12) } == [.outOfReach(.basic), .outOfReach(.strong)])
        #expect(
            problems { rules in for index in rules.rows.indices { rules.rows[index].isPrivate = false } }
                == [.nothingPrivate])
        #expect(problems { $0.blockedAfter = 0 } == [.blocksAtOnce])
        #expect(problems { $0.nikDigits = 3 } == [.nikDigits])
        #expect(problems { $0.grants[.bankChange] = .basic } == [.tooEasy(.bankChange)])
        #expect(problems { $0.grants[.amounts] = IdentityLevel.none } == [.tooEasy(.amounts)])
        #expect(problems { $0.grants[.status] = nil } == [.grantMissing(.status)])
        #expect(try JSONDecoder().decode(IdentityRules.self, from: JSONEncoder().encode(rules)) == rules)
    }
}
