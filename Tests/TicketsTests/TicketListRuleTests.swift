import Foundation
import Kernel
import Testing
import Tickets

@Suite("What is typed to find tickets")
struct TicketSearchRuleTests {
    private let today = Day("2026-11-22")!

    @Test(
        "a ticket's number in every spelling leads to it",
        arguments: [
            "TKT-2611-00042", "tkt-2611-42", "TKT 2611 00042", "tkt2611 00042", "#TKT-2611-00042.", "TKT/2611/00042",
            "2611-42", "2611 00042", "tkt261100042", "261100042", "  TKT–2611–00042 ", "tkt.2611.00042", "TKT261142",
        ])
    func numbers(_ typed: String) throws {
        let number = try #require(TicketNumber("TKT-2611-00042"))
        #expect(TicketSearch(typed, on: today) == .ticket(number))
    }

    @Test(
        "a number of a person's is one",
        arguments: [
            "0001234567812", "3374 0112 0485 0012", "NIK 3374011204850012", "0812-1111-2222", "0812 11112222",
            "+62 812 1111 2222", "KK 3374010101010011", "081211112222",
        ])
    func people(_ typed: String) {
        guard case .person = TicketSearch(typed, on: today) else {
            Issue.record("\(typed) is \(String(describing: TicketSearch(typed, on: today)))")
            return
        }
    }

    @Test("anything else is words, and what holds none is nothing")
    func words() {
        for typed in [
            "kartu hilang", "rs", "2025", "NEAR(kartu", "'; DROP TABLE tickets; --", "tkt", "TKT-2613-00001", "0812",
            "TKT-2611-0",
        ] {
            #expect(TicketSearch(typed, on: today) == .words(typed))
        }
        for typed in ["", "   ", "%%%", "*", "12345678901234567890", "\0\0"] {
            #expect(TicketSearch(typed, on: today) == nil, "\(typed)")
        }
        #expect(TicketSearch("kar\0tu", on: today) == .words("kar tu"))
        guard case .words(let text) = TicketSearch(String(repeating: "kartu ", count: 2_000), on: today) else {
            Issue.record("no words")
            return
        }
        #expect(text.count == TicketSearch.longest)
    }
}

@Suite("Views of tickets")
struct TicketViewRuleTests {
    @Test("a filter is kept whole, and one of a version that knew less is read")
    func filters() throws {
        var filter = TicketFilter(state: .closed, colour: .red, priority: .high, words: "kartu hilang")
        (filter.category, filter.region, filter.isMine) = ("health.hospital", "33", true)
        (filter.from, filter.until) = (Day("2026-01-01"), Day("2026-01-31"))
        let written = try JSONEncoder().encode(filter)
        #expect(try JSONDecoder().decode(TicketFilter.self, from: written) == filter)
        let old = Data(#"{"state": "late", "isMine": false, "members": []}"#.utf8)
        #expect(try JSONDecoder().decode(TicketFilter.self, from: old) == TicketFilter(state: .late))
    }

    @Test("what narrows a list, and what is about people")
    func kinds() {
        #expect(!TicketFilter(state: .late).isNarrow)
        #expect(TicketFilter(colour: .red).isNarrow && TicketFilter(words: "x").isNarrow)
        #expect(HouseView.mine.filter.isNarrow && !HouseView.mine.filter.isPersonal)
        var caller = TicketFilter()
        caller.sameCaller = TicketID("01930000-0000-7000-8000-000000000001")
        #expect(caller.isPersonal)
    }

    @Test("where a page begins is written and read back; nonsense is nowhere")
    func cursors() throws {
        let text = "after.1763773200000000.01930000-0000-7000-8000-000000000001"
        #expect(TicketCursor(text)?.description == text)
        for nonsense in ["", "after", "after.x.y", "beside.1.01930000-0000-7000-8000-000000000001", text + ".1"] {
            #expect(TicketCursor(nonsense) == nil)
        }
    }
}
