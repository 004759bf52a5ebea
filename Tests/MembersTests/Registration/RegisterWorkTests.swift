import Database
import Kernel
import Testing

@testable import Members

@Suite("What an approved change does to the register and to coverage")
struct RegisterWorkTests {
    struct Story: Sendable, CustomTestStringConvertible {
        let kind: ChangeKind
        /// In the place of the family's own lines, by the beginning of each.
        let changed: [String]
        var added: [String] = []
        var before = [
            "Ayu Lestari: active pbpu 2 0138U020; 2024-01-01.. pbpu 2",
            "Bayu Pratama: active pbpu 2 0138U020; 2024-01-01.. pbpu 2",
            "Siti Aminah: active pbpu 2 0138U020; 2024-01-01.. pbpu 2",
        ]
        var testDescription: String { kind.rawValue }

        /// Families stand in the order of their cards, a child between spouse and the others.
        var after: [String] {
            let family = before.map { line in
                let name = line.prefix { $0 != ":" }
                return changed.first { $0.hasPrefix(name) } ?? line
            }
            switch kind {
            case .familyRegistration: return added + family
            default: return family.prefix(2) + added + family.suffix(1)
            }
        }
    }

    static let stories: [Story] = [
        Story(
            kind: .familyRegistration, changed: [],
            added: [
                "Budi Santoso: arrears pbpu 2 0138U021; 2026-12-07.. pbpu 2",
                "Sitti Rahayu: arrears pbpu 2 0138U021; 2026-12-07.. pbpu 2",
                "Raka Santoso: arrears pbpu 2 0138U021; 2026-12-07.. pbpu 2",
            ]),
        Story(
            kind: .addMember, changed: [],
            added: ["Citra Pratama: arrears pbpu 2 0138U021; 2026-12-07.. pbpu 2"]),
        Story(
            kind: .newborn, changed: [], added: ["Bayi Ayu: arrears pbpu 2 0138U021; 2026-11-23.. pbpu 2"]),
        Story(
            kind: .employerToSelfPaying,
            changed: [
                "Ayu Lestari: active pbpu 3 0138U020; 2024-01-01..2026-11-01 ppu-bu 2, 2026-11-23.. pbpu 3",
                "Bayu Pratama: active pbpu 3 0138U020; 2024-01-01..2026-11-01 ppu-bu 2, 2026-11-23.. pbpu 3",
            ], before: family("active ppu-bu 2 0138U020; 2024-01-01.. ppu-bu 2")),
        Story(
            kind: .reactivation, changed: family("active pbpu 2 0138U020; 2024-01-01.. pbpu 2"),
            before: family("arrears pbpu 2 0138U020; 2024-01-01.. pbpu 2")),
        Story(
            kind: .classChange,
            changed: family("active pbpu 3 0138U020; 2024-01-01..2026-11-30 pbpu 2, 2026-12-01.. pbpu 3")),
        Story(kind: .facilityChange, changed: ["Ayu Lestari: active pbpu 2 0138U021; 2024-01-01.. pbpu 2"]),
        Story(kind: .identityCorrection, changed: ["Ayu Lestari Dewi: active pbpu 2 0138U020; 2024-01-01.. pbpu 2"]),
        Story(
            kind: .contactChange,
            changed: ["Ayu Lestari: active pbpu 2 0138U020 ayu@contoh.example; 2024-01-01.. pbpu 2"]),
        Story(kind: .bankChange, changed: []),
        Story(kind: .removal, changed: ["Siti Aminah: ended pbpu 2 0138U020; 2024-01-01..2026-11-22 pbpu 2"]),
        Story(kind: .death, changed: ["Siti Aminah: deceased pbpu 2 0138U020; 2024-01-01..2026-11-20 pbpu 2"]),
    ]

    private static func family(_ words: String) -> [String] {
        ["Ayu Lestari", "Bayu Pratama", "Siti Aminah"].map { "\($0): \(words)" }
    }

    @Test("there is a story of every kind")
    func whole() { #expect(Self.stories.map(\.kind) == ChangeKind.allCases) }

    @Test(
        "register and coverage after the approval, and the same when it is written again",
        arguments: stories, Dialect.allCases)
    func written(_ story: Story, _ dialect: Dialect) async throws {
        try await RegisterStage.play(dialect) { stage in
            try await stage.enrol(for: story.kind)
            #expect(try await stage.register() == story.before)
            let id = try await stage.file(story.kind)
            let seen = try await stage.approve(id)
            #expect(seen.change.stage.word == "approved")
            #expect(try await stage.register() == story.after)
            let turned = try await stage.turned(stage.counter.nenek)
            #expect(turned == ([.classChange, .removal, .death].contains(story.kind) ? 1 : 0))
            try await stage.database.write {
                try $0.applyToRegister(seen.change, on: seen.ground, by: .system("test"), at: ChangeCounter.morning)
            }
            #expect(try await stage.register() == story.after)
            #expect(try await stage.turned(stage.counter.nenek) == turned, "nothing turned, no fact")
        }
    }

    @Test(
        "what the branch does with the papers is written as by an approval; what it could not do is not",
        arguments: BranchOutcome.allCases, Dialect.allCases)
    func branch(_ outcome: BranchOutcome, _ dialect: Dialect) async throws {
        try await RegisterStage.play(dialect) { stage in
            try await stage.enrol(for: .removal)
            var answers = RightAnswers.of(.removal)
            answers[2].1["documentSent"] = ["branch"]
            let id = try await stage.file(.removal, answers: answers)
            let before = try await stage.register()
            let seen = try await stage.changes.handle(
                .closeAtBranch(outcome, note: "Dokumen asli"), id, by: stage.counter.branch, at: stage.now)
            let done = "Siti Aminah: ended pbpu 2 0138U020; 2024-01-01..2026-11-22 pbpu 2"
            #expect(try await stage.register() == (outcome == .done ? before.dropLast() + [done] : before))
            #expect(seen.change.openRingBacks.map(\.reason) == [.closedAtBranch])
        }
    }

    @Test("a NIK that is another's is refused at the approval, and nothing is written", arguments: Dialect.allCases)
    func takenNIK(_ dialect: Dialect) async throws {
        try await RegisterStage.play(dialect) { stage in
            try await stage.enrol(for: .identityCorrection)
            let before = try await stage.register()
            var answers = RightAnswers.of(.identityCorrection)
            answers[1].1 = ["name": ["Ayu"], "nik": ["3374014101900021"]]
            let id = try await stage.file(.identityCorrection, answers: answers)
            await #expect(throws: ChangeRefusal.nikTaken) { try await stage.approve(id) }
            let seen = try #require(try await stage.changes.seen(id, by: stage.counter.office, at: stage.now))
            #expect(seen.change.isOpen && seen.change.approvals.count == 1)
            #expect(try await stage.register() == before)
        }
    }

    @Test("the account bills a new class from the month in which it holds", arguments: Dialect.allCases)
    func billed(_ dialect: Dialect) async throws {
        try await RegisterStage.play(dialect) { stage in
            try await stage.enrol(for: .classChange)
            #expect(try await stage.owed(on: "2026-12-05") == Rupiah(300_000))
            try await stage.approve(try await stage.file(.classChange))
            #expect(try await stage.owed(on: "2026-11-30") == Rupiah(0))
            #expect(try await stage.owed(on: "2026-12-05") == Rupiah(105_000))
        }
    }

    @Test("a newcomer is billed from the first day on which the first payment is taken", arguments: Dialect.allCases)
    func newcomer(_ dialect: Dialect) async throws {
        try await RegisterStage.play(dialect) { stage in
            try await stage.enrol(for: .addMember)
            try await stage.approve(try await stage.file(.addMember))
            #expect(try await stage.owed(on: "2026-11-30") == Rupiah(0))
            #expect(try await stage.owed(on: "2026-12-07") == Rupiah(400_000))
        }
    }

    @Test("a child that is registered late is billed from its birth", arguments: Dialect.allCases)
    func lateChild(_ dialect: Dialect) async throws {
        try await RegisterStage.play(dialect) { stage in
            try await stage.enrol(for: .newborn)
            var answers = RightAnswers.of(.newborn)
            answers[0].1["birthDate"] = ["2026-09-10"]
            try await stage.approve(try await stage.file(.newborn, answers: answers))
            #expect(try await stage.register()[2].hasSuffix("2026-09-10.. pbpu 2"))
            #expect(try await stage.owed(on: "2026-11-23") == Rupiah(300_000), "three months of one child")
        }
    }

    @Test("a child for whose parents an employer pays is insured as they are, at once", arguments: Dialect.allCases)
    func employersChild(_ dialect: Dialect) async throws {
        try await RegisterStage.play(dialect) { stage in
            try await stage.enrol(for: .employerToSelfPaying)
            try await stage.approve(try await stage.file(.newborn))
            #expect(try await stage.register()[2] == "Bayi Ayu: active ppu-bu 2 0138U021; 2026-11-23.. ppu-bu 2")
        }
    }

    @Test("who moves too late waits for the first payment, and is in arrears until then", arguments: Dialect.allCases)
    func lateMove(_ dialect: Dialect) async throws {
        try await RegisterStage.play(dialect) { stage in
            try await stage.enrol(for: .employerToSelfPaying)
            var answers = RightAnswers.of(.employerToSelfPaying)
            answers[0].1["employmentEnded"] = ["2026-10-01"]
            try await stage.approve(try await stage.file(.employerToSelfPaying, answers: answers))
            #expect(
                try await stage.register()[0]
                    == "Ayu Lestari: arrears pbpu 3 0138U020; 2024-01-01..2026-10-01 ppu-bu 2, 2026-12-07.. pbpu 3")
        }
    }

    @Test(
        "coverage that nobody told is not made up; a newcomer's own is known",
        arguments: [
            (ChangeKind.addMember, "Citra Pratama: arrears pbpu 2 0138U021; 2026-12-07.. pbpu 2"),
            (.removal, "Siti Aminah: ended pbpu 2 0138U020"), (.death, "Siti Aminah: deceased pbpu 2 0138U020"),
        ], Dialect.allCases)
    func untold(_ story: (ChangeKind, String), _ dialect: Dialect) async throws {
        try await RegisterStage.play(dialect) { stage in
            try await stage.enrol(for: story.0, covered: false)
            try await stage.approve(try await stage.file(story.0))
            let register = try await stage.register()
            #expect(register.contains(story.1) && register.contains("Ayu Lestari: active pbpu 2 0138U020"))
        }
    }

    @Test(
        "a family comes back as one, but for whoever waits for a first payment, who cannot come back",
        arguments: Dialect.allCases)
    func together(_ dialect: Dialect) async throws {
        try await RegisterStage.play(dialect) { stage in
            try await stage.enrol(for: .reactivation)
            try await stage.approve(try await stage.file(.addMember, number: 941))
            let id = try await stage.file(.reactivation)
            let records = try #require(try await stage.changes.opened(id, by: stage.counter.office, at: stage.now))
            #expect(records.seen.reading.differences(from: records.records).isEmpty, "it is done")
            let statuses = try await stage.register().map { $0.split(separator: " ")[2] }
            #expect(statuses == ["active", "active", "arrears", "active"])

            let citra = try #require(
                try await stage.members.find(
                    .nik(stage.counter.citra.nik), because: Subject("change", id), by: .system("test"), at: stage.now
                ).first)
            let origin = ChangeOrigin(agent: stage.counter.sari, member: citra.id, family: citra.family)
            let again = ChangeID(ChangeCounter.identifier(942))!
            _ = try await stage.changes.begin(
                again, .reactivation, from: origin, identity: .strong, by: stage.counter.agent, at: stage.now)
            let (_, problems) = try await stage.changes.edit(again, by: stage.counter.agent, at: stage.now) {
                (draft, ground) throws(ChangeRefusal) in
                try draft.answer(
                    "arrears", ["waitExplained": ["yes"]], version: draft.version, at: ChangeCounter.morning, on: ground
                )
            }
            #expect(problems.map(\.complaint) == [.notInArrears])
        }
    }
}
