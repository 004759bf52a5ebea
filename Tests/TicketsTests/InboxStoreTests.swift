import Contacts
import Database
import Kernel
import Staff
import Testing
import Tickets

@Suite("What lies in an inbox")
struct InboxStoreTests {
    private let day = Duration.seconds(86_400)

    private func heap(_ centre: Centre, _ id: TicketID, _ scope: EscalationScope = .all) async throws -> InboxHeap? {
        for heap in InboxHeap.allCases {
            let page = try await centre.tickets.inbox(InboxFilter(heap: heap), within: scope, at: centre.clock.now())
            if page.items.contains(where: { $0.ticket.id == id && $0.heap == heap }) { return heap }
        }
        return nil
    }

    @Test("each escalation lies in one heap, the most pressing that fits it", arguments: Dialect.allCases)
    func heaps(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            _ = try await centre.openOffices()
            let (nur, smg) = (centre.nur.id, Offices.semarang)
            let id = try await centre.escalated(1)
            #expect(try await heap(centre, id) == .new)
            try await centre.tickets.take(id, for: nur, of: smg, at: centre.clock.now())
            #expect(try await heap(centre, id) == .working)
            try await centre.tickets.ask(id, "Kelas?", of: smg, by: .person(nur), at: centre.clock.now())
            #expect(try await heap(centre, id) == .asked)
            centre.clock.advance(by: day * 15 / 4)
            #expect(try await heap(centre, id) == .soon, "three quarters of five days")
            centre.clock.advance(by: day * 5 / 4)
            #expect(try await heap(centre, id) == .soon, "at its last moment a promise holds")
            centre.clock.advance(by: .microseconds(1))
            #expect(try await heap(centre, id) == .overdue)
            try await centre.tickets.reply(id, "Kelas dua.", by: .person(centre.citra.id), at: centre.clock.now())
            #expect(try await heap(centre, id) == .overdue)
            try await centre.tickets.answer(id, .done, "Sudah.", of: smg, by: .person(nur), at: centre.clock.now())
            #expect(try await heap(centre, id) == .done, "what waits for the participant is not the branch's any more")
            try await centre.tickets.reopen(
                id, reason: "Belum.", by: .person(centre.citra.id), at: centre.clock.now())
            #expect(try await heap(centre, id) == .overdue, "the whole ticket is")
            try await centre.tickets.close(id, "Selesai.", by: .person(centre.citra.id), at: centre.clock.now())
            #expect(try await heap(centre, id) == .closed)
            centre.clock.advance(by: day * 15)
            #expect(try await heap(centre, id) == nil, "long ago")
        }
    }

    @Test("a heap's count is what its pages hold, and a scope sees nothing of another", arguments: Dialect.allCases)
    func scopes(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            _ = try await centre.openOffices()
            var lying: [BranchCode: Set<TicketID>] = [:]
            for (number, branch) in [Offices.semarang, Offices.ungaran, Offices.jayapura].enumerated() {
                for each in 0...number {
                    let id = try await centre.escalated(number * 10 + each, to: branch)
                    lying[branch, default: []].insert(id)
                    if each == 1 {
                        try await centre.tickets.take(id, for: centre.nur.id, of: branch, at: centre.clock.now())
                    }
                }
            }
            let all = lying.values.reduce(Set()) { $0.union($1) }
            let sixth = lying[Offices.semarang]!.union(lying[Offices.ungaran]!)
            let scopes: [(EscalationScope, Set<TicketID>)] = [
                (.all, all), (.region(Offices.sixth), sixth), (.branch(Offices.jayapura), lying[Offices.jayapura]!),
                (.none, []),
            ]
            for (scope, expected) in scopes {
                let page = try await centre.tickets.inbox(InboxFilter(), within: scope, at: centre.clock.now())
                #expect(Set(page.items.map(\.ticket.id)) == expected && page.total == expected.count, "\(scope)")
                #expect(InboxHeap.open.reduce(0) { $0 + page.counts[$1, default: 0] } == expected.count, "\(scope)")
                for id in all {
                    let sight = try await centre.tickets.escalated(id, within: scope)
                    #expect((sight != nil) == expected.contains(id), "\(scope)")
                }
                let other = try await centre.tickets.inbox(
                    InboxFilter(branch: Offices.ungaran), within: scope, at: centre.clock.now())
                #expect(
                    Set(other.items.map(\.ticket.id)) == lying[Offices.ungaran]!.intersection(expected),
                    "a filter narrows a scope, and never widens it: \(scope)")
            }
        }
    }

    @Test("high priority comes first, then what is due first", arguments: Dialect.allCases)
    func order(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            _ = try await centre.openOffices()
            let early = try await centre.escalated(1)
            centre.clock.advance(by: .seconds(60))
            let medium = try await centre.escalated(2, marks: [.child])
            centre.clock.advance(by: .seconds(60))
            let high = try await centre.escalated(3, marks: [.inpatientRefused])
            let late = try await centre.escalated(4)
            for scope in [EscalationScope.all, .branch(Offices.semarang)] {
                let page = try await centre.tickets.inbox(InboxFilter(), within: scope, at: centre.clock.now())
                #expect(page.items.map(\.ticket.id) == [high, medium, early, late], "\(scope)")
            }
        }
    }

    @Test("a long inbox has pages; a later one than the last is the last", arguments: Dialect.allCases)
    func pages(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            _ = try await centre.openOffices()
            for number in 1...InboxPage.size + 3 { try await centre.escalated(number) }
            let scope = EscalationScope.branch(Offices.semarang)
            let first = try await centre.tickets.inbox(InboxFilter(), within: scope, at: centre.clock.now())
            let last = try await centre.tickets.inbox(InboxFilter(), within: scope, page: 9, at: centre.clock.now())
            #expect(first.items.count == InboxPage.size && first.total == InboxPage.size + 3)
            #expect(last.items.count == 3 && last.number == 2 && last.count == 2)
            #expect(Set(first.items.map(\.ticket.id)).isDisjoint(with: last.items.map(\.ticket.id)))
        }
    }

    @Test(
        "a number is found in whatever heap it lies, whole or by its count, and not outside the scope",
        arguments: Dialect.allCases)
    func numbers(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            _ = try await centre.openOffices()
            let id = try await centre.escalated(1)
            try await centre.escalated(2)
            try await centre.tickets.close(id, "Selesai.", by: .person(centre.citra.id), at: centre.clock.now())
            func found(_ text: String, _ scope: EscalationScope) async throws -> [TicketID] {
                let number = try #require(TypedTicketNumber(text))
                return try await centre.tickets.inbox(
                    InboxFilter(number: number), within: scope, at: centre.clock.now()
                ).items.map(\.ticket.id)
            }
            let whole = try #require(try await centre.tickets.ticket(id)).number.description
            for text in [whole, whole.lowercased(), "2511 1", "1", " 00001 "] {
                #expect(try await found(text, .branch(Offices.semarang)) == [id], "\(text)")
                #expect(try await found(text, .branch(Offices.ungaran)).isEmpty, "\(text)")
            }
        }
        for text in ["", "TKT", "12a", "-1", "0", "１２", "1234567890", "%", "1' OR '1'='1"] {
            #expect(TypedTicketNumber(text) == nil, "\(text)")
        }
    }

    @Test("the centre sees red tickets without a branch, and what branches ask", arguments: Dialect.allCases)
    func centre(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            _ = try await centre.openOffices()
            let lost = try await centre.ticket(1, .red).id
            try await centre.ticket(2, .yellow)
            let asked = try await centre.escalated(3)
            try await centre.escalated(4)
            try await centre.tickets.ask(
                asked, "Kelas?", of: Offices.semarang, by: .person(centre.nur.id), at: centre.clock.now())
            func lying(_ heap: CentreHeap) async throws -> [TicketID] {
                try await centre.tickets.centreHeap(heap).map(\.ticket.id)
            }
            #expect(try await lying(.unrouted) == [lost])
            #expect(try await lying(.questions) == [asked])
            #expect(try await centre.tickets.centreCounts() == [.unrouted: 1, .questions: 1])
            try await centre.tickets.reply(asked, "Dua.", by: .person(centre.citra.id), at: centre.clock.now())
            try await centre.tickets.close(lost, "Batal.", by: .person(centre.citra.id), at: centre.clock.now())
            #expect(try await centre.tickets.centreCounts() == [.unrouted: 0, .questions: 0])
        }
    }
}
