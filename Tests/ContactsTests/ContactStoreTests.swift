import Contacts
import Database
import Kernel
import Members
import Staff
import Testing

@Suite("Contacts")
struct ContactStoreTests {
    private let log = ContactLog(
        category: "administration.card", kind: .information, outcome: .solved, region: "3374", note: "Kartu hilang.")

    @Test("a conversation opens once and ends once, however often it is told", arguments: Dialect.allCases)
    func once(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let id = try await centre.conversation(1)
            let now = centre.clock.now() + .seconds(60)
            try await centre.database.write { transaction in
                try transaction.openContact(
                    id, channel: .call, agent: centre.dewi.id, phone: nil, queue: nil, at: now)
                try transaction.endContact(id, cut: true, at: now)
            }
            let contact = try #require(try await centre.contacts.contact(id))
            #expect(contact.agent == centre.citra.id)
            #expect(contact.endedAt == centre.clock.now())
            #expect(!contact.isCut)
            #expect(try await centre.facts(id) == ["contact.opened", "contact.ended"])
        }
    }

    @Test("a conversation that we sought is known as such", arguments: Dialect.allCases)
    func outgoing(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let incoming = try await centre.conversation(1)
            var random = SeededRandom(seed: 98)
            let id = ContactID(at: centre.clock.now(), random: &random)
            let now = centre.clock.now()
            try await centre.database.write {
                try $0.openContact(
                    id, channel: .call, direction: .outgoing, agent: centre.citra.id, phone: SmallCentre.caller,
                    queue: nil, at: now)
            }
            #expect(try await centre.contacts.contact(id)?.direction == .outgoing)
            #expect(try await centre.contacts.contact(incoming)?.direction == .incoming)
            let past = try await centre.contacts.past(of: SmallCentre.caller, before: now + .seconds(1))
            #expect(Set(past.map(\.direction)) == [.incoming, .outgoing])
        }
    }

    @Test("ending what nobody opened changes nothing", arguments: Dialect.allCases)
    func endingNothing(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let id = try await centre.conversation(1).named(TicketID.self).named(ContactID.self)
            var random = SeededRandom(seed: 99)
            let other = ContactID(at: centre.clock.now(), random: &random)
            try await centre.database.write { try $0.endContact(other, cut: false, at: centre.clock.now()) }
            #expect(try await centre.facts(other).isEmpty)
            #expect(try await centre.contacts.contact(other) == nil)
            #expect(try await centre.contacts.contact(id) != nil)
        }
    }

    @Test("a contact is logged, and what was written is found again", arguments: Dialect.allCases)
    func logging(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let id = try await centre.conversation(1)
            var log = log
            log.member = centre.budi.id
            try await centre.contacts.log(id, log, by: centre.citra.id, at: centre.clock.now())
            let contact = try #require(try await centre.contacts.contact(id))
            #expect(contact.log == log)
            #expect(contact.loggedAt == centre.clock.now())
            #expect(try await centre.facts(id) == ["contact.opened", "contact.ended", "contact.logged"])
            let fact = try #require(try await centre.contacts.story(id).last?.fact(ContactFact.Logged.self))
            #expect(fact.agent == centre.citra.id)
            #expect(fact.log == log)
        }
    }

    @Test("the same log again is nothing new, another corrects it", arguments: Dialect.allCases)
    func correcting(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let id = try await centre.conversation(1)
            for _ in 0..<2 { try await centre.contacts.log(id, log, by: centre.citra.id, at: centre.clock.now()) }
            let first = centre.clock.now()
            centre.clock.advance(by: .seconds(30))
            var other = log
            other.kind = .complaint
            try await centre.contacts.log(id, other, by: centre.citra.id, at: centre.clock.now())
            let kinds = try await centre.facts(id)
            #expect(kinds == ["contact.opened", "contact.ended", "contact.logged", "contact.corrected"])
            let contact = try #require(try await centre.contacts.contact(id))
            #expect(contact.log?.kind == .complaint)
            #expect(contact.loggedAt == first)
        }
    }

    @Test("what cannot be logged says why, and changes nothing", arguments: Dialect.allCases)
    func refusals(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let id = try await centre.conversation(1)
            var random = SeededRandom(seed: 98)
            let nobody = MemberID(at: centre.clock.now(), random: &random)
            func refusal(_ change: (inout ContactLog) -> Void, by person: PersonID? = nil) async -> ContactRefusal? {
                var log = log
                change(&log)
                do {
                    try await centre.contacts.log(
                        id, log, by: person ?? centre.citra.id, at: centre.clock.now())
                    return nil
                } catch { return error as? ContactRefusal }
            }
            #expect(await refusal({ $0.category = "health" }) == .unknownCategory)
            #expect(await refusal({ $0.region = "0000" }) == .unknownRegion)
            #expect(await refusal({ $0.member = nobody }) == .unknownMember)
            #expect(await refusal({ $0.note = String(repeating: "x", count: 4_001) }) == .noteTooLong)
            #expect(await refusal({ $0.note = "a\0b" }) == .noteUnreadable)
            #expect(await refusal({ _ in }, by: centre.dewi.id) == .notYours)
            #expect(try await centre.facts(id).count == 2)
            await #expect(throws: ContactRefusal.noSuchContact) {
                try await centre.contacts.log(
                    nobody.named(ContactID.self), log, by: centre.citra.id, at: centre.clock.now())
            }
        }
    }

    @Test("contacts that ended without a log are listed until they have one", arguments: Dialect.allCases)
    func unlogged(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let first = try await centre.conversation(1)
            let second = try await centre.conversation(2, with: centre.dewi)
            let third = try await centre.conversation(3)
            #expect(try await centre.contacts.unlogged().map(\.id) == [first, second, third])
            #expect(try await centre.contacts.unlogged(of: centre.citra.id).map(\.id) == [first, third])
            try await centre.contacts.log(first, log, by: centre.citra.id, at: centre.clock.now())
            #expect(try await centre.contacts.unlogged(of: centre.citra.id).map(\.id) == [third])
            #expect(try await centre.contacts.unloggedCount() == 2)
            #expect(try await centre.contacts.unloggedCount(of: centre.dewi.id) == 1)
        }
    }

    @Test("past contacts of a number or a member come newest first, each once", arguments: Dialect.allCases)
    func past(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            var ids: [ContactID] = []
            for number in 1...4 { ids.append(try await centre.conversation(number, cut: number == 4)) }
            var log = log
            log.member = centre.budi.id
            try await centre.contacts.log(ids[1], log, by: centre.citra.id, at: centre.clock.now())
            let now = centre.clock.now()
            let past = try await centre.contacts.past(of: Centre.caller, orOf: [centre.budi.id], before: now, upTo: 3)
            #expect(past.map(\.id) == [ids[3], ids[2], ids[1]])
            #expect(past[0].isCut)
            #expect(past[2].log?.category == "administration.card")
            let ofMember = try await centre.contacts.past(of: nil, orOf: [centre.budi.id], before: now)
            #expect(ofMember.map(\.id) == [ids[1]])
            #expect(try await centre.contacts.past(of: nil, before: now).isEmpty)
        }
    }

    @Test("a new version of the category tree is in force; old codes stay readable", arguments: Dialect.allCases)
    func categories(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            #expect(try await centre.contacts.categories() == .original)
            let id = try await centre.conversation(1)
            try await centre.contacts.log(id, log, by: centre.citra.id, at: centre.clock.now())
            let tree = try #require(
                CategoryTree([.init("health", title: "Layanan", [.init("health.dialysis", title: "Cuci darah")])]))
            try await centre.contacts.set(tree, by: .person(centre.rahmat.id), at: centre.clock.now())
            let inForce = try await centre.contacts.categories()
            #expect(inForce.offered == tree.groups)
            #expect(inForce.leaf("administration.card")?.isRetired == true)
            var again = log
            again.note = "Kartu baru sudah dikirim."
            try await centre.contacts.log(id, again, by: centre.citra.id, at: centre.clock.now())
            let other = try await centre.conversation(2)
            await #expect(throws: ContactRefusal.unknownCategory) {
                try await centre.contacts.log(other, log, by: centre.citra.id, at: centre.clock.now())
            }
        }
    }
}

@Suite("Category trees")
struct CategoryTreeTests {
    @Test("a code that stands twice, is empty or leaves its group is refused")
    func unsound() {
        #expect(CategoryTree([.init("a", [.init("a.x"), .init("a.x")])]) == nil)
        #expect(CategoryTree([.init("a", [.init("b.x")])]) == nil)
        #expect(CategoryTree([.init("a", [])]) == nil)
        #expect(CategoryTree([.init("", [.init(".x")])]) == nil)
        #expect(CategoryTree([.init("a", [.init("a.x")]), .init("b", [.init("b.x")])]) != nil)
    }

    @Test("the original tree is sound")
    func original() {
        #expect(CategoryTree(CategoryTree.original.groups) == .original)
        #expect(CategoryTree.original.has("health.hospital"))
        #expect(!CategoryTree.original.has("health"))
    }
}
