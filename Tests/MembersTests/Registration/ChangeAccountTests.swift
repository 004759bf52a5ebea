import Database
import Kernel
import Testing

@testable import Members

@Suite("Where a family pays that became insured")
struct ChangeAccountTests {
    private let clock = ChangeActor.system("clock")

    @Test(
        "accounts follow when the insurer has made a card: once, and the caller is rung with them",
        arguments: Dialect.allCases)
    func follow(_ dialect: Dialect) async throws {
        try await RegisterStage.play(dialect) { stage in
            try await stage.enrol(for: .familyRegistration)
            let id = try await stage.file(.familyRegistration)
            let later = stage.now + .seconds(86_400)
            #expect(try await stage.changes.issueAccounts(by: clock, at: later, upTo: 10) == 0)
            let approved = try #require(try await stage.changes.seen(id, by: stage.counter.agent, at: later)).change
            #expect(approved.awaitsAccounts && approved.accounts == [] && approved.ringBacks == [])

            try await stage.database.write {
                try $0.execute("UPDATE members SET card = '0007654321098' WHERE card = '9900000000002'")
            }
            #expect(try await stage.changes.issueAccounts(by: clock, at: later, upTo: 10) == 1)
            let told = try #require(try await stage.changes.seen(id, by: stage.counter.agent, at: later)).change
            #expect(told.accounts == ["8888807654321098", "8988807654321098"] && !told.awaitsAccounts)
            #expect(told.openRingBacks.map(\.reason) == [.accountsIssued])
            #expect(try await stage.changes.issueAccounts(by: clock, at: later, upTo: 10) == 0)
            #expect(
                try await stage.changes.story(id).suffix(2).map(\.kind)
                    == ["change.accounts-issued", "change.ring-back-planned"])
        }
    }

    @Test("who joins a family that has a card is told its accounts at once", arguments: Dialect.allCases)
    func atOnce(_ dialect: Dialect) async throws {
        try await RegisterStage.play(dialect) { stage in
            try await stage.enrol(for: .addMember)
            let id = try await stage.file(.addMember)
            let change = try #require(try await stage.changes.seen(id, by: stage.counter.agent, at: stage.now)).change
            #expect(change.accounts == ["8888801234567810", "8988801234567810"])
            #expect(change.ringBacks == [], "the caller is on the line")
        }
    }

    @Test("nobody waits for accounts who has nothing to pay", arguments: [ChangeKind.newborn, .removal])
    func nothingToPay(_ kind: ChangeKind) async throws {
        try await RegisterStage.play(.sqlite) { stage in
            try await stage.enrol(for: .employerToSelfPaying)
            let seen = try await stage.approve(try await stage.file(kind))
            #expect(seen.change.doneOn != nil && !seen.change.awaitsAccounts && seen.change.accounts == [])
        }
    }
}
