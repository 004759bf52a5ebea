import Kernel
import Members
import Pages
import Testing

@Suite("The page of hints' rules")
struct HintRulePageTests {
    /// As the page shows the rules that a centre starts from.
    private var original: [String: String] {
        [
            "version": "0", "used.newborn": "1", "place.newborn": "1", "level.newborn": "basic", "rest.newborn": "1",
            "urgent.newborn": "1", "used.arrears": "1", "place.arrears": "2", "level.arrears": "basic",
            "rest.arrears": "7", "used.unregistered-family": "1", "place.unregistered-family": "3",
            "level.unregistered-family": "basic", "rest.unregistered-family": "30", "used.class-change": "1",
            "place.class-change": "4", "level.class-change": "basic", "rest.class-change": "90", "calm-waiting": "2",
            "calm-seconds": "20", "long-waiting": "10", "long-seconds": "60", "short-contact": "120",
            "most-shown": "2",
        ]
    }

    @Test("only supervisors set them", arguments: Role.allCases)
    func permission(_ role: Role) async throws {
        try await withHouse { house in
            let tester = try await house.tester(role)
            let may = role == .supervisor
            #expect(try await tester.get(.hintRules).status == (may ? 200 : 403))
            #expect(try await tester.post(.hintRules, original).status == (may ? 303 : 403))
        }
    }

    @Test("saved as shown they are the same rules; order, levels and limits are taken as typed")
    func roundTrip() async throws {
        try await withHouse { house in
            let tester = try await house.tester(.supervisor)
            #expect(try await tester.get(.hintRules).body.contains("name=\"rest.arrears\" value=\"7\""))
            #expect(try await tester.post(.hintRules, original).location == "/hint-rules")
            #expect(try await house.hints.rules().rules == .original)
            var other = original
            other["version"] = "1"
            (other["used.class-change"], other["place.arrears"]) = (nil, "9")
            (other["level.arrears"], other["long-seconds"]) = ("strong", "90")
            #expect(try await tester.post(.hintRules, other).status == 303)
            let rules = try await house.hints.rules().rules
            #expect(rules.rows.map(\.kind) == [.newborn, .unregisteredFamily, .arrears])
            #expect(rules.rows.last?.level == .strong && rules.longWaitSeconds == 90)
        }
    }

    @Test(
        "what cannot be meant is said beside its field, and what was typed stays",
        arguments: [
            ("rest.arrears", "seminggu", "Isi urutan dan jeda"), ("calm-waiting", "12", "Batas ramai"),
            ("most-shown", "0", "Paling sedikit 1"), ("long-seconds", "", "angka 0 atau lebih"),
            ("version", "7", "baru saja diubah orang lain"),
        ])
    func wrong(_ field: String, _ typed: String, _ words: String) async throws {
        try await withHouse { house in
            let tester = try await house.tester(.supervisor)
            var form = original
            form[field] = typed
            let answer = try await tester.post(.hintRules, form)
            #expect(answer.status == 422 && answer.body.contains(words))
            #expect(
                answer.body.contains("name=\"\(field)\" value=\"\(typed)\"") || typed.isEmpty || field == "version"
                    || answer.body.contains("value=\"\(typed)\""))
            #expect(try await house.hints.rules().version == 0)
        }
    }

    @Test("what became of hints is counted")
    func counts() async throws {
        try await withHouse { house in
            let tester = try await house.tester(.supervisor)
            #expect(try await tester.get(.hintRules).body.contains("Belum ada petunjuk yang tampil"))
            let calm = FloorPressure(waiting: 0, longestWaitSeconds: 0, readyAgents: 1)
            let hint = try #require(
                HintRules.original.hints(
                    HintGround(
                        today: ChangeCounter.today, arrears: Rupiah(1), arrearsMonths: 1, identity: .basic),
                    pressure: calm, contactSeconds: 1
                ).first)
            let (agent, now) = (try house.person(.inbound), house.clock.now())
            for number in 1...3 {
                let contact = ChangeCounter().contact(number)
                try await house.hints.show(
                    hint, of: house.families.ayu.id, in: contact, to: agent, pressure: calm, at: now)
                guard number > 1 else { continue }
                try await house.hints.use(.told, .arrears, in: contact, by: agent, pressure: calm, at: now)
            }
            let page = try await tester.get(.hintRules).body
            #expect(page.contains("66 %") && !page.contains("Belum ada petunjuk"))
        }
    }
}
