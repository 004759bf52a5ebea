import Contacts
import Database
import Kernel
import Members
import Staff
import Testing
import Tickets

@Suite("Lists of tickets")
struct TicketListStoreTests {
    private func found(
        _ filter: TicketFilter, in centre: Centre, for reader: Person? = nil
    ) async throws -> [TicketID] {
        let reader = reader.map { Author.person($0.id) }
        return try await centre.tickets.list(filter, for: reader, at: centre.clock.now()).tickets.map(\.id)
    }

    private func filter(_ change: (inout TicketFilter) -> Void) -> TicketFilter {
        var filter = TicketFilter(state: .all)
        change(&filter)
        return filter
    }

    @discardableResult
    private func open(
        _ number: Int, _ matter: Ticket.Matter, by person: Person, in centre: Centre
    ) async throws -> Ticket {
        var random = SeededRandom(seed: UInt64(5_000 + number))
        let id = TicketID(at: centre.clock.now(), random: &random)
        return try await centre.tickets.open(
            id, .yellow, matter, by: .person(person.id), at: centre.clock.now())
    }

    @Test("words are sought in the whole story: matter, notes, closing", arguments: Dialect.allCases)
    func story(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let sari = Author.person(centre.sari.id)
            let first = try await centre.ticket(1, .red, "Kartu peserta tidak terbaca di RS Melati")
            centre.clock.advance(by: .seconds(60))
            let second = try await centre.ticket(2, .yellow, "Kartunya hilang")
            try await centre.tickets.note(
                first.id, "Cabang menjanjikan pencetakan ulang.", by: sari, at: centre.clock.now())
            try await centre.tickets.close(second.id, "Sudah dicetak ulang.", by: sari, at: centre.clock.now())
            let all = TicketFilter.State.all
            #expect(try await found(TicketFilter(state: all, words: "kartu"), in: centre) == [second.id, first.id])
            #expect(try await found(TicketFilter(state: all, words: "KARTU melati"), in: centre) == [first.id])
            #expect(
                try await found(TicketFilter(state: all, words: "kartu ulang"), in: centre) == [second.id, first.id])
            #expect(try await found(TicketFilter(state: all, words: "pencetakan"), in: centre) == [first.id])
            #expect(try await found(TicketFilter(words: "ulang"), in: centre) == [first.id])
            #expect(try await found(TicketFilter(state: .closed, words: "ulang"), in: centre) == [second.id])
            #expect(try await found(TicketFilter(state: all, colour: .red, words: "kartu"), in: centre) == [first.id])
            #expect(try await found(TicketFilter(state: all, words: "kartu paru"), in: centre) == [])
        }
    }

    @Test("what is typed against the database only finds words", arguments: Dialect.allCases)
    func hostile(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let ticket = try await centre.ticket(1, .red, "Kartu \"emas\" OR 'perak' NEAR rumah; 100%")
            for words in [
                "NEAR(kartu rumah)", "\"kartu", "kartu*", "'kartu' OR 1=1 --", "kartu:*", "(kartu & rumah)",
                "kartu; 100%",
            ] {
                #expect(
                    try await found(TicketFilter(state: .all, words: words), in: centre)
                        == (words.contains("1=1") ? [] : [ticket.id]), "\(words)")
            }
            let long = String(repeating: "kartu rumah perak ", count: 600)
            #expect(try await found(TicketFilter(state: .all, words: long), in: centre) == [ticket.id])
            #expect(
                try await found(TicketFilter(state: .all, words: String(repeating: "k", count: 10_000)), in: centre)
                    == [])
            #expect(try await found(TicketFilter(state: .all, words: "kartu\0rumah"), in: centre) == [ticket.id])
        }
    }

    @Test("a list is of a category, a region or its province, days, and one's own", arguments: Dialect.allCases)
    func matters(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            func matter(_ category: String, _ region: String?) -> Ticket.Matter {
                Ticket.Matter(category: category, kind: .complaint, text: "Perlu dicek.", region: region)
            }
            let semarang = try await open(1, matter("health.hospital", "3374"), by: centre.citra, in: centre)
            centre.clock.advance(by: .seconds(86_400))
            let solo = try await open(2, matter("health.medicine", "3372"), by: centre.dewi, in: centre)
            centre.clock.advance(by: .seconds(86_400))
            let jakarta = try await open(3, matter("health.hospital", "3171"), by: centre.citra, in: centre)
            let nowhere = try await open(4, matter("other.other", nil), by: centre.dewi, in: centre)
            for state in [TicketFilter.State.all, .open] {
                func ids(
                    _ change: @escaping (inout TicketFilter) -> Void, _ reader: Person? = nil
                ) async throws -> Set<TicketID> {
                    Set(
                        try await found(
                            filter {
                                $0.state = state; change(&$0)
                            }, in: centre, for: reader))
                }
                #expect(try await ids { $0.category = "health.hospital" } == [semarang.id, jakarta.id])
                #expect(try await ids { $0.region = "3374" } == [semarang.id])
                #expect(try await ids { $0.region = "33" } == [semarang.id, solo.id])
                #expect(try await ids { $0.from = Day("2025-11-23") } == [solo.id, jakarta.id, nowhere.id])
                #expect(try await ids { $0.until = Day("2025-11-22") } == [semarang.id])
                #expect(try await ids { ($0.from, $0.until) = (Day("2025-11-23"), Day("2025-11-23")) } == [solo.id])
                #expect(try await ids({ $0.isMine = true }, centre.citra) == [semarang.id, jakarta.id])
                #expect(try await ids { $0.isMine = true } == [], "nobody reads, so nothing is anybody's")
                #expect(
                    try await ids { ($0.category, $0.words) = ("health.hospital", "perlu") } == [
                        semarang.id, jakarta.id,
                    ])
            }
        }
    }

    @Test("what is due within four hours is not late yet, and not due later", arguments: Dialect.allCases)
    func soon(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let yellow = try await centre.ticket(1, .yellow)
            #expect(try await found(TicketFilter(state: .soon), in: centre) == [])
            centre.clock.advance(by: .seconds(20 * 3_600))
            #expect(try await found(TicketFilter(state: .soon), in: centre) == [yellow.id])
            centre.clock.advance(by: .seconds(4 * 3_600))
            #expect(try await found(TicketFilter(state: .soon), in: centre) == [yellow.id])
            centre.clock.advance(by: .seconds(1))
            #expect(try await found(TicketFilter(state: .soon), in: centre) == [])
            #expect(try await found(TicketFilter(state: .late), in: centre) == [yellow.id])
        }
    }

    @Test(
        "a page goes on where the last ended, though tickets come and go, and back again", arguments: Dialect.allCases)
    func paging(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            for number in 1...120 {
                try await centre.ticket(number, .yellow, "Kartu ke-\(number)")
                centre.clock.advance(by: .seconds(1))
            }
            let now = centre.clock.now()
            for filter in [TicketFilter(), TicketFilter(state: .all), TicketFilter(state: .all, words: "kartu")] {
                let first = try await centre.tickets.list(filter, at: now)
                let second = try await centre.tickets.list(filter, from: first.next, at: now)
                let third = try await centre.tickets.list(filter, from: second.next, at: now)
                #expect([first, second, third].map(\.tickets.count) == [50, 50, 20])
                #expect(Set([first, second, third].flatMap { $0.tickets.map(\.id) }).count == 120)
                #expect(first.previous == nil && third.next == nil)
                #expect(first.count == (filter.words == nil ? .exactly(120) : .moreThan(50)))
                let back = try await centre.tickets.list(filter, from: third.previous, at: now)
                #expect(back.tickets == second.tickets && back.next != nil && back.previous != nil)
                let start = try await centre.tickets.list(filter, from: back.previous, at: now)
                #expect(start == first, "what is less than a page before is the first page")
            }
            let open = try await centre.tickets.list(TicketFilter(), at: now)
            try await centre.tickets.close(open.tickets[10].id, "Selesai.", by: .system("test"), at: now)
            let next = try await centre.tickets.list(TicketFilter(), from: open.next, at: now)
            #expect(next.tickets.first?.number.count == 51)
            let none = try await centre.tickets.list(TicketFilter(colour: .red), from: open.next, at: now)
            #expect(none.tickets.isEmpty && none.count == .exactly(0) && none.next == nil && none.previous == nil)
        }
    }

    @Test("a member's tickets and a caller's are lists, of either when both are known", arguments: Dialect.allCases)
    func people(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            func matter(_ member: MemberID?, _ phone: PhoneNumber?) -> Ticket.Matter {
                Ticket.Matter(
                    category: "other.other", kind: .complaint, text: "Perlu dicek.", member: member, phone: phone)
            }
            let member = try await open(1, matter(centre.budi.id, nil), by: centre.citra, in: centre)
            let caller = try await open(2, matter(nil, Centre.caller), by: centre.citra, in: centre)
            try await open(3, matter(nil, PhoneNumber("0813-0000-0000")), by: centre.citra, in: centre)
            let phone = try #require(Centre.caller)
            #expect(try await centre.tickets.latest(ofCaller: phone) == caller.id)
            #expect(try await found(filter { $0.members = [centre.budi.id] }, in: centre) == [member.id])
            #expect(try await found(filter { $0.sameCaller = caller.id }, in: centre) == [caller.id])
            let both = filter { ($0.members, $0.sameCaller) = ([centre.budi.id], caller.id) }
            #expect(Set(try await found(both, in: centre)) == [member.id, caller.id])
            #expect(try await centre.tickets.id(of: member.number) == member.id)
            let day = Day("2025-11-22")!
            let ids = try await MemberStore(centre.database).ids(of: try TypedNumber(centre.budi.nik.digits, on: day))
            #expect(ids == [centre.budi.id])
        }
    }

    @Test("tickets from before the index are written into it, once", arguments: Dialect.allCases)
    func backfill(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let old = try await centre.ticket(1, .red, "Kartu hilang")
            try await centre.tickets.note(old.id, "Cabang ditelepon.", by: .system("test"), at: centre.clock.now())
            let later = try await centre.ticket(2, .red, "Obat habis")
            try await centre.database.write { transaction in
                try transaction.execute("DELETE FROM ticket_words")
                try transaction.execute("UPDATE tickets SET is_worded = FALSE")
            }
            #expect(try await found(TicketFilter(words: "kartu"), in: centre) == [])
            // What is added meanwhile brings the rest of its story along.
            try await centre.tickets.note(later.id, "Resep baru.", by: .system("test"), at: centre.clock.now())
            #expect(try await found(TicketFilter(words: "obat resep"), in: centre) == [later.id])
            try await centre.tickets.indexWords()
            try await centre.tickets.indexWords()
            #expect(try await found(TicketFilter(words: "kartu ditelepon"), in: centre) == [old.id])
            await #expect(throws: TicketRefusal.noSuchTicket) {
                try await centre.database.write {
                    try $0.indexWords(of: centre.budi.id.named(TicketID.self), "Kartu")
                }
            }
        }
    }

    @Test("views are kept with their facts, each person's own and those for all", arguments: Dialect.allCases)
    func views(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let store = TicketViewStore(centre.database)
            let now = centre.clock.now()
            func id(_ number: Int) -> TicketViewID {
                var random = SeededRandom(seed: UInt64(number))
                return TicketViewID(at: now, random: &random)
            }
            let red = TicketFilter(colour: .red)
            try await store.save(id(1), "  Merah   saya ", red, isShared: false, by: centre.citra.id, at: now)
            try await store.save(id(2), "Semua merah", red, isShared: true, by: centre.sari.id, at: now)
            try await store.save(id(2), "Semua merah", red, isShared: true, by: centre.sari.id, at: now)
            #expect(try await store.views(for: centre.citra.id).map(\.name) == ["Merah saya", "Semua merah"])
            #expect(try await store.views(for: centre.dewi.id).map(\.name) == ["Semua merah"])
            #expect(try await store.views(for: centre.dewi.id).first?.filter == red)
            func refusal(
                _ name: String, _ filter: TicketFilter = TicketFilter(colour: .red)
            ) async -> TicketViewRefusal? {
                do {
                    try await store.save(id(3), name, filter, isShared: false, by: centre.citra.id, at: now)
                    return nil
                } catch { return error as? TicketViewRefusal }
            }
            #expect(await refusal(" ") == .nameMissing)
            #expect(await refusal("merah SAYA") == .nameTaken)
            #expect(await refusal(String(repeating: "n", count: 41)) == .nameTooLong)
            #expect(await refusal("a\u{1}b") == .nameUnreadable)
            #expect(await refusal("Budi", TicketFilter(member: centre.budi.id)) == .personal)
            for number in 10..<21 {
                try await store.save(id(number), "\(number)", red, isShared: false, by: centre.citra.id, at: now)
            }
            #expect(await refusal("Satu lagi") == .tooMany)
            await #expect(throws: TicketViewRefusal.noSuchView) {
                try await store.remove(id(1), mayShare: true, by: centre.sari.id, at: now)
            }
            await #expect(throws: TicketViewRefusal.noSuchView) {
                try await store.remove(id(2), mayShare: false, by: centre.citra.id, at: now)
            }
            try await store.remove(id(2), mayShare: true, by: centre.rahmat.id, at: now)
            #expect(try await store.views(for: centre.dewi.id) == [])
            let facts = try await Journal(centre.database).entries(about: Subject("ticket-view", id(2)))
            #expect(facts.map(\.kind) == ["ticket-view.saved", "ticket-view.removed"])
        }
    }
}
