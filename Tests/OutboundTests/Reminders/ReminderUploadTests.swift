import Database
import Foundation
import Kernel
import Members
import Testing

@testable import Outbound

@Suite("Finance's files of unpaid contributions")
struct ReminderUploadTests {
    @Test("all good lines become a campaign that waits for a planner; the content is gone", arguments: Dialect.allCases)
    func takesOver(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let upload = try await centre.hand(1, [centre.line(centre.budi), centre.line(centre.siti), "x,?,1,1"])
            #expect(upload.mapping.description == "card=0 name=1 months=2 amount=3")
            #expect(upload.counts?.good == 2 && upload.counts?.bad == ["card": 1])
            #expect(upload.sample[0][0] == "0001xxxxxxxxx")
            #expect(try await centre.count("reminder_items") == 0, "nothing is taken before it is said")
            let accepted = try await centre.reminders.accept(
                upload.id, good: 2, by: centre.finance, at: centre.clock.now())
            guard case .taken(let id) = accepted else { throw ReminderRefusal.checkedAnew }
            let campaign = try #require(try await centre.reminders.campaign(id))
            #expect(campaign.plan.name == "November" && campaign.state == .prepared)
            let after = try #require(try await centre.reminders.upload(upload.id))
            #expect(after.state == .taken && after.sample.isEmpty && after.campaign == id)
            let kept = try await centre.database.read {
                try $0.scalar("SELECT COUNT(*) FROM reminder_uploads WHERE content IS NOT NULL", as: Int.self)
            }
            #expect(kept == 0)
            let faults = try await centre.reminders.faults(of: upload.id, upTo: 10)
            #expect(faults.map(\.line) == [4] && faults[0].fault == .card)
            #expect(try await centre.progress(id).left == 2)
        }
    }

    @Test("a line that the database refuses leaves nothing of the others", arguments: Dialect.allCases)
    func allOrNothing(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let upload = try await centre.hand(1, [centre.line(centre.budi)])
            let now = centre.clock.now()
            let stranger: MemberID = centre.id(77)
            func row(_ number: Int) -> SheetTable.Row { SheetTable.Row(number: number, cells: []) }
            var ground = ReminderGround()
            var lines: [Result<ReminderLine, ReminderFault>] = []
            let mapping = ReminderMapping([.card: 0, .months: 1, .amount: 2])
            for (index, member) in [centre.budi.id, centre.siti.id, centre.wayan.id, stranger].enumerated() {
                let card = try #require(CardNumber("000000000000\(index)"))
                ground.byCard[card] = MemberReach(
                    id: member, name: "Budi", status: .arrears, phone: PhoneNumber("081200000009"), region: "3374",
                    branch: "Semarang")
                let cells = [card.digits, "1", "35000"].map { SheetTable.Cell(text: $0) }
                let read = SheetTable.Row(number: index + 2, cells: cells)
                lines.append(Result { () throws(ReminderFault) in try ReminderLine(read, mapping) })
            }
            let check = ReminderCheck(lines, of: (2...5).map(row), ground)
            #expect(check.demands.count == 4)
            await #expect(throws: DatabaseError.self) {
                try await centre.database.write {
                    _ = try $0.take(check, of: upload, on: Day("2025-11-22")!, by: centre.finance, at: now)
                }
            }
            #expect(try await centre.count("reminder_items") == 0)
            #expect(try await centre.count("reminder_campaigns") == 0)
            #expect(try await centre.reminders.upload(upload.id)?.state == .open)
        }
    }

    @Test("the same file again changes nothing, whatever it is called", arguments: Dialect.allCases)
    func sameFile(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let lines = [centre.line(centre.budi)]
            let id = try await centre.take(1, lines)
            let again = try ReminderFile(named: "lain.csv", centre.file(lines))
            let facts = try await Journal(centre.database).lastSequence()
            let handed = try await centre.reminders.hand(
                over: again, as: centre.id(2), for: .campaign(id), by: centre.finance, at: centre.clock.now())
            guard case .known(let known) = handed else { throw ReminderRefusal.notNow }
            #expect(known.id == centre.id(1) && known.file == "tunggakan.csv")
            #expect(try await Journal(centre.database).lastSequence() == facts)
            #expect(try await centre.count("reminder_uploads") == 1)
        }
    }

    @Test(
        "a newer file takes off who paid since, renews the amounts, and brings back who is named again",
        arguments: Dialect.allCases)
    func newerFile(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let id = try await centre.take(1, [centre.line(centre.budi), centre.line(centre.siti)])
            centre.clock.advance(by: .seconds(3_600))
            let second = try await centre.hand(
                2, [centre.line(centre.siti, 4, 140_000), centre.line(centre.ratna)], for: .campaign(id))
            let counts = try #require(second.counts)
            #expect((counts.new, counts.changed, counts.paid, counts.same) == (1, 1, 1, 0))
            _ = try await centre.reminders.accept(second.id, good: 2, by: centre.finance, at: centre.clock.now())
            var progress = try await centre.progress(id)
            #expect(progress.offs == [.paid: 1] && progress.left == 2 && progress.total == 3)
            centre.clock.advance(by: .seconds(3_600))
            try await centre.take(
                3, [centre.line(centre.budi, 4, 168_000), centre.line(centre.siti, 4, 140_000)], for: .campaign(id))
            progress = try await centre.progress(id)
            #expect(progress.offs == [.paid: 1] && progress.left == 2)
            let budi = try await centre.database.read { transaction in
                try transaction.all(
                    "SELECT * FROM reminder_items WHERE member = \(centre.budi.id)", as: Reminder.self)
            }
            #expect(budi.map(\.months) == [4] && budi[0].state == .waiting && budi[0].amount == Rupiah(168_000))
        }
    }

    @Test("who stands on a refused line has not paid", arguments: Dialect.allCases)
    func refusedHasNotPaid(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let id = try await centre.take(1, [centre.line(centre.budi), centre.line(centre.siti)])
            let phone = centre.siti.phones[0]
            try await RingingRuleStore(centre.database).add(
                phone, reason: "Diminta.", by: centre.finance, at: centre.clock.now())
            let second = try await centre.hand(
                2, [centre.line(centre.budi, 4), centre.line(centre.siti)], for: .campaign(id))
            #expect(second.counts?.bad == ["do-not-call": 1] && second.counts?.paid == 0)
        }
    }

    @Test("what changed since the check is checked anew before anything is taken", arguments: Dialect.allCases)
    func checkedAnew(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let upload = try await centre.hand(1, [centre.line(centre.budi), centre.line(centre.siti)])
            try await RingingRuleStore(centre.database).add(
                centre.siti.phones[0], reason: "Diminta.", by: centre.finance, at: centre.clock.now())
            let first = try await centre.reminders.accept(
                upload.id, good: 2, by: centre.finance, at: centre.clock.now())
            #expect(first == .checkedAnew)
            #expect(try await centre.count("reminder_items") == 0)
            #expect(try await centre.reminders.upload(upload.id)?.counts?.good == 1)
            let second = try await centre.reminders.accept(
                upload.id, good: 1, by: centre.finance, at: centre.clock.now())
            guard case .taken = second else { throw ReminderRefusal.checkedAnew }
            #expect(try await centre.count("reminder_items") == 1)
        }
    }

    @Test("a mapping is remembered for its headings, and forgotten files are withdrawn", arguments: Dialect.allCases)
    func remembers(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let content = { (card: String) in Array("Kode;Lama;Uang\n\(card);2;70000".utf8) }
            let first = try ReminderFile(named: "a.csv", content(centre.budi.card.digits))
            let id: ReminderUploadID = centre.id(1)
            guard
                case .new(let upload) = try await centre.reminders.hand(
                    over: first, as: id, for: .list(named: "A"), by: centre.finance, at: centre.clock.now())
            else { throw ReminderRefusal.uploadDone }
            #expect(!upload.mapping.problems.isEmpty && upload.counts == nil)
            await #expect(throws: ReminderRefusal.mapping) {
                try await centre.reminders.accept(id, good: 0, by: centre.finance, at: centre.clock.now())
            }
            let mapping = ReminderMapping([.card: 0, .months: 1, .amount: 2])
            try await centre.reminders.check(id, by: mapping, author: centre.finance, at: centre.clock.now())
            centre.clock.advance(by: .seconds(8 * 86_400))
            let second = try ReminderFile(named: "b.csv", content(centre.siti.card.digits))
            guard
                case .new(let newer) = try await centre.reminders.hand(
                    over: second, as: centre.id(2), for: .list(named: "A"), by: centre.finance, at: centre.clock.now())
            else { throw ReminderRefusal.uploadDone }
            #expect(newer.mapping == mapping)
            let forgotten = try #require(try await centre.reminders.upload(id))
            #expect(forgotten.state == .withdrawn && forgotten.sample.isEmpty)
        }
    }

    @Test("a list needs a name of its own, an ended campaign takes nothing more", arguments: Dialect.allCases)
    func names(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let id = try await centre.take(1, [centre.line(centre.budi)])
            let other = try ReminderFile(named: "b.csv", centre.file([centre.line(centre.siti)]))
            func refused(_ target: ReminderStore.Target) async throws -> ReminderRefusal? {
                do {
                    _ = try await centre.reminders.hand(
                        over: other, as: centre.id(2), for: target, by: centre.finance, at: centre.clock.now())
                    return nil
                } catch let refusal as ReminderRefusal { return refusal }
            }
            #expect(try await refused(.list(named: "  ")) == .nameMissing)
            #expect(try await refused(.list(named: "NOVEMBER")) == .nameTaken)
            try await centre.reminders.turn(id, .ended, by: centre.finance, at: centre.clock.now())
            #expect(try await refused(.campaign(id)) == .campaignEnded)
            #expect(try await refused(.campaign(centre.id(8))) == .noSuchCampaign)
            #expect(try await refused(.list(named: "November")) == nil, "the name is free again")
        }
    }

    @Test("a withdrawn file may be handed over again", arguments: Dialect.allCases)
    func withdrawn(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let upload = try await centre.hand(1, [centre.line(centre.budi), "x,y,1,1"])
            try await centre.reminders.withdraw(upload.id, by: centre.finance, at: centre.clock.now())
            #expect(try await centre.count("reminder_faults") == 0)
            await #expect(throws: ReminderRefusal.uploadDone) {
                try await centre.reminders.withdraw(upload.id, by: centre.finance, at: centre.clock.now())
            }
            try await centre.take(2, [centre.line(centre.budi), "x,y,1,1"])
            #expect(try await centre.count("reminder_items") == 1)
        }
    }

    @Test("no NIK, card or telephone of a file stays in the clear in any table", arguments: Dialect.allCases)
    func privacy(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let text = "NIK,HP,Bulan,Jumlah\n\(centre.budi.nik.digits),081299998888,3,126000\n3374019999990001,,3,1\n"
            let file = try ReminderFile(named: "a.csv", Array(text.utf8))
            let id: ReminderUploadID = centre.id(1)
            _ = try await centre.reminders.hand(
                over: file, as: id, for: .list(named: "A"), by: centre.finance, at: centre.clock.now())
            let mapping = ReminderMapping([.nik: 0, .phone: 1, .months: 2, .amount: 3])
            try await centre.reminders.check(id, by: mapping, author: centre.finance, at: centre.clock.now())
            _ = try await centre.reminders.accept(id, good: 1, by: centre.finance, at: centre.clock.now())
            let rows = try await centre.database.read { transaction in
                try ["reminder_uploads", "reminder_faults", "reminder_items", "journal"].flatMap {
                    try transaction.query("SELECT * FROM \(name: $0)")
                }
            }
            let kept = rows.map { "\($0.values)" }.joined(separator: "\n")
            #expect(!kept.contains("3374019999990001") && !kept.contains(centre.budi.nik.digits))
            #expect(kept.contains("3374xxxxxxxxxxxx"))
            let phone = try await centre.database.read {
                try $0.scalars("SELECT phone FROM reminder_items", as: PhoneNumber.self)
            }
            #expect(phone == [PhoneNumber("081299998888")], "the item keeps whom to ring")
        }
    }
}
