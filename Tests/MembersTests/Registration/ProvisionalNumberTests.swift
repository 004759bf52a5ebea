import Database
import Kernel
import Testing

@testable import Members

@Suite("Numbers of those whom the insurer or the registry has given none yet")
struct ProvisionalNumberTests {
    private func birth(_ name: String, nik: String? = nil) -> [(StepName, [String: [String]])] {
        var answers = RightAnswers.of(.newborn)
        answers[0].1["name"] = [name]
        answers[0].1["nik"] = nik.map { [$0] }
        return answers
    }

    private func cards(_ stage: RegisterStage) async throws -> [String] {
        try await stage.database.read {
            try $0.scalars("SELECT card FROM members WHERE card >= '99' ORDER BY card", as: String.self)
        }
    }

    @Test("approvals at one moment, from two processes, give each child a card of its own", arguments: Dialect.allCases)
    func atOnce(_ dialect: Dialect) async throws {
        let location = try await TestDatabase.location(dialect)
        let databases = [try location.open(), try location.open()]
        try await databases[0].migrate(
            MemberStore.migrations + ContributionStore.migrations + ChangeStore.migrations)
        let stages = databases.map(RegisterStage.init)
        try await stages[0].enrol(for: .newborn)
        var ids: [ChangeID] = []
        for number in 0..<6 {
            ids.append(try await stages[0].file(.newborn, number: 950 + number, answers: birth("Bayi \(number)")))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, id) in ids.enumerated() {
                let stage = stages[place % 2]
                group.addTask { try await stage.approve(id) }
            }
            try await group.waitForAll()
        }
        #expect(try await cards(stages[0]) == (1...6).map { "990000000000\($0)" })
        for database in databases { try await database.close() }
    }

    @Test("a number is not given again once its bearer has the insurer's card", arguments: Dialect.allCases)
    func neverAgain(_ dialect: Dialect) async throws {
        try await RegisterStage.play(dialect) { stage in
            try await stage.enrol(for: .newborn)
            try await stage.approve(try await stage.file(.newborn, number: 950, answers: birth("Bayi satu")))
            try await stage.database.write {
                try $0.execute("UPDATE members SET card = '0001234567899' WHERE card = '9900000000001'")
                // Whatever came by a file beforehand is passed over.
                try $0.execute("UPDATE members SET card = '9900000000002' WHERE id = \(stage.counter.nenek)")
            }
            try await stage.approve(try await stage.file(.newborn, number: 951, answers: birth("Bayi dua")))
            #expect(try await cards(stage) == ["9900000000002", "9900000000003"])
        }
    }

    @Test(
        "a child without a NIK is in the register from the approval on, and gets its NIK by a correction",
        arguments: Dialect.allCases)
    func child(_ dialect: Dialect) async throws {
        try await RegisterStage.play(dialect) { stage in
            try await stage.enrol(for: .newborn)
            let id = try await stage.file(.newborn)
            let filed = try #require(try await stage.changes.seen(id, by: stage.counter.office, at: stage.now))
            #expect(filed.reading.notices.contains(.nikBy(theDay("2027-02-10"))))
            try await stage.approve(id)
            func child() async throws -> Member {
                let family = try await stage.members.find(
                    .family(stage.counter.ayusCard), because: Subject("change", id), by: .system("test"),
                    at: stage.now)
                return try #require(family.first { $0.relation == .child })
            }
            let before = try await child()
            #expect(before.nik.isProvisional && before.trueNIK == nil && !before.nik.faults.isEmpty)
            #expect(before.card.digits == "9900000000001" && before.status == .arrears)

            let nik = "3374015011260001"
            let answers: [(StepName, [String: [String]])] = [
                ("member", ["member": ["\(before.id)"]]), ("correction", ["nik": [nik]]),
                ("papers", RightAnswers.papers), ("consent", ["consent": RightAnswers.consent]),
                ("ringBack", RightAnswers.ringBack),
            ]
            let later = stage.later(.seconds(60))
            try await later.approve(try await later.file(.identityCorrection, number: 951, answers: answers))
            #expect(try await child().trueNIK?.digits == nik)
        }
    }
}
