import Database
import Foundation
import Kernel
import Pages
import Testing

@testable import Calls

@Suite("the call plan through the router")
struct PagesPlanTests {
    /// The fields of a plan as its form sends them.
    private func fields(_ plan: CallPlan, version: Int64 = 0) -> [(String, String)] {
        let draft = PlanDraft(plan)
        var fields = [("version", "\(version)"), ("sameAgent", draft.sameAgent), ("cutMinutes", draft.cutMinutes)]
        for (row, entry) in draft.entries.enumerated() {
            let name = "entry.\(row)."
            fields += [
                (name + "number", entry.number), (name + "title", entry.title), (name + "next", entry.next),
                (name + "hours", entry.isWeekly ? "weekly" : "always"),
            ]
            fields += entry.days.enumerated().map { (name + "day.\($0 + 1)", $1) }
            fields += entry.greeting.map { (name + "greeting", $0) } + [(name + "greeting", "")]
            fields += entry.closed.map { (name + "closed", $0) }
        }
        for (row, menu) in draft.menus.enumerated() {
            let name = "menu.\(row)."
            fields += [(name + "name", menu.name), (name + "wait", menu.wait), (name + "tries", menu.tries)]
            fields += [(name + "fallback", menu.fallback)] + menu.prompts.map { (name + "prompts", $0) }
            for option in menu.options + [PlanDraft.Option()] {
                fields += [(name + "digit", option.digit), (name + "option", option.title), (name + "to", option.next)]
            }
            fields += menu.wrong.map { (name + "wrong", $0) } + menu.none.map { (name + "none", $0) }
        }
        for (row, queue) in draft.queues.enumerated() {
            let name = "queue.\(row)."
            fields += [
                (name + "name", queue.name), (name + "title", queue.title), (name + "strategy", queue.strategy),
                (name + "ringLimit", queue.ringLimit), (name + "wrapUpLimit", queue.wrapUpLimit),
                (name + "serviceLevel", queue.serviceLevel), (name + "priority", queue.priority),
                (name + "announceEvery", queue.announceEvery), (name + "music", queue.music),
            ]
            fields += queue.skills.map { (name + "skill.\($0)", $1) }
        }
        for (row, reason) in (draft.auxReasons + [PlanDraft.AuxRow()]).enumerated() {
            let name = "aux.\(row)."
            fields += [
                (name + "code", reason.code), (name + "title", reason.title), (name + "minutes", reason.minutes),
            ]
        }
        return fields
    }

    /// The plan of the test centre with prompts and skills that it has.
    private func sound() -> CallPlan {
        var plan = CallPlan.small
        plan.entries[0].greeting = ["salam"]
        plan.entries[0].closed = []
        plan.entries[1].closed = ["salam"]
        plan.menus[0].prompts = ["salam"]
        (plan.menus[0].wrongDigit, plan.menus[0].noDigit) = ([], [])
        return plan
    }

    @Test("the plan is the administrator's alone")
    func permissions() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        for person in [centre.citra, centre.sari, try await centre.headOffice()] {
            let tester = try await centre.tester(person)
            #expect(try await tester.get("/plan").status == 403)
            #expect(try await tester.get("/plan/versions/1").status == 403)
            #expect(try await tester.post("/plan/drafts", ["change": "add.queue"]).status == 403)
            #expect(try await tester.post("/plan/versions", list: fields(sound())).status == 403)
        }
        #expect(try await centre.tester().get("/plan").status == 303)
        let rahmat = try await centre.tester(centre.rahmat)
        let forged = try await rahmat.send(
            "POST", "/plan/versions", headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Array("version=0".utf8))
        #expect(forged.status == 403)
        #expect(try await FloorStore(centre.database).versions(upTo: 9) == [])
    }

    @Test("a saved plan is a version with its author, and the running floor has it at once")
    func save() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let rahmat = try await centre.tester(centre.rahmat)
        #expect(try await rahmat.get("/plan").body.contains("data-testid=\"plan-save\""))
        var plan = sound()
        plan.queues[0].title = "Informasi umum"
        plan.queues[0].serviceLevelSeconds = 45
        plan.entries[1].hours = .weekly([.init(weekday: 6, from: 480, until: 720)])
        let saved = try await rahmat.post("/plan/versions", list: fields(plan))
        #expect(saved.status == 303 && saved.location == "/plan")
        #expect(try await FloorStore(centre.database).plan() == plan)
        #expect(await centre.floor.plan == plan)
        #expect(await centre.floor.floorView().queues.first?.serviceLevelSeconds == 45)
        let page = try await rahmat.get("/plan")
        #expect(page.body.contains("Rahmat Hidayat") && page.body.contains("Informasi umum"))
        let facts = try await Journal(centre.database).entries(about: Subject("plan", "calls"))
        #expect(facts.map(\.kind) == ["plan.changed"] && facts.first?.author == .person(centre.rahmat))
        let again = try await rahmat.post("/plan/versions", list: fields(plan, version: 1))
        #expect(again.status == 303)
        #expect(try await FloorStore(centre.database).versions(upTo: 9).count == 1, "nothing was changed")
    }

    @Test("what is wrong is said beside its field, everything typed stays, and nothing is saved")
    func refused() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let rahmat = try await centre.tester(centre.rahmat)
        var typed = fields(sound())
        typed = typed.map { name, value in
            switch name {
            case "queue.0.ringLimit": (name, "seribu")
            case "queue.1.title": (name, "Judul <baru>")
            default: (name, value)
            }
        }
        let answer = try await rahmat.post("/plan/versions", list: typed)
        #expect(answer.status == 422)
        #expect(answer.body.contains("Tulis angka 3 sampai 120."))
        #expect(answer.body.contains("value=\"seribu\""))
        #expect(answer.body.contains("value=\"Judul &lt;baru&gt;\""))
        #expect(answer.body.contains("href=\"#queue-0-ringLimit\"") && answer.body.contains("id=\"queue-0-ringLimit\""))
        #expect(try await FloorStore(centre.database).versions(upTo: 9) == [])
    }

    @Test("rows come and go by buttons that save nothing")
    func drafts() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let rahmat = try await centre.tester(centre.rahmat)
        func draft(_ change: String, _ more: [(String, String)] = []) async throws -> PageTester.Answer {
            try await rahmat.post("/plan/drafts", list: fields(sound()) + [("change", change)] + more)
        }
        let added = try await draft("add.queue", [("new.queue", "Rumah sakit")])
        #expect(added.status == 200)
        #expect(added.body.contains("data-queue=\"rumah-sakit\"") && added.body.contains("value=\"queue:rumah-sakit\""))
        let removed = try await draft("remove.queue.1")
        #expect(!removed.body.contains("data-queue=\"daftar\""))
        #expect(removed.body.contains("daftar (tidak ada lagi)"), "what led there says so")
        #expect(try await draft("add.rumah").status == 400)
        #expect(try await FloorStore(centre.database).versions(upTo: 9) == [])
        #expect(await centre.floor.plan.queues.count == 2)
    }

    @Test("a queue in which callers wait is not taken away, and comes back into the form with the reason")
    func callersWait() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let rahmat = try await centre.tester(centre.rahmat)
        let call = await centre.ring()
        var plan = sound()
        plan.queues.remove(at: 0)
        plan.entries[1].next = .queue("daftar")
        plan.menus[0].options.remove(at: 0)
        plan.menus[0].fallback = .queue("daftar")
        let refused = try await rahmat.post("/plan/versions", list: fields(plan))
        #expect(refused.status == 422)
        #expect(refused.body.contains("1 penelepon masih menunggu di sini"))
        #expect(refused.body.contains("data-queue=\"info\""))
        await centre.floor.handle(.callEnded(call, .caller))
        #expect(try await rahmat.post("/plan/versions", list: fields(plan)).status == 303)
        #expect(await centre.floor.plan.queues.map(\.name) == ["daftar"])
    }

    @Test("who saves over another's version is told, keeps what was typed, and may replace it knowingly")
    func overtaken() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let rahmat = try await centre.tester(centre.rahmat)
        var (mine, theirs) = (sound(), sound())
        theirs.sameAgentSeconds = 45
        mine.sameAgentSeconds = 60
        #expect(try await rahmat.post("/plan/versions", list: fields(theirs)).status == 303)
        let refused = try await rahmat.post("/plan/versions", list: fields(mine))
        #expect(refused.status == 409)
        #expect(refused.body.contains("sudah menyimpan versi 1") && refused.body.contains("value=\"60\""))
        #expect(refused.body.contains("name=\"version\" value=\"1\""))
        #expect(await centre.floor.plan.sameAgentSeconds == 45)
        #expect(try await rahmat.post("/plan/versions", list: fields(mine, version: 1)).status == 303)
        #expect(await centre.floor.plan.sameAgentSeconds == 60)
    }

    @Test("an earlier version can be looked at and put in force again")
    func earlier() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let rahmat = try await centre.tester(centre.rahmat)
        var second = sound()
        second.queues[0].title = "Judul kedua"
        _ = try await rahmat.post("/plan/versions", list: fields(sound()))
        _ = try await rahmat.post("/plan/versions", list: fields(second, version: 1))
        let page = try await rahmat.get("/plan/versions/1")
        #expect(page.status == 200 && page.body.contains("Ini isi versi 1"))
        #expect(!page.body.contains("Judul kedua") && page.body.contains("name=\"version\" value=\"2\""))
        #expect(try await rahmat.get("/plan/versions/9").status == 404)
        #expect(try await rahmat.post("/plan/versions", list: fields(sound(), version: 2)).status == 303)
        #expect(try await FloorStore(centre.database).versions(upTo: 9).map(\.number) == [3, 2, 1])
        #expect(await centre.floor.plan == sound())
    }
}

@Suite("who changed what callers hear")
struct PagesPromptTests {
    @Test("the page says who replaced a recording and who put the generated voice back")
    func changes() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let rahmat = try await centre.tester(centre.rahmat)
        #expect(try await !rahmat.get("/prompts").body.contains("prompt-changed"))
        let recording = [UInt8](WaveSound.file(Array(repeating: 5, count: 8_000), rate: 8_000))
        _ = try await rahmat.upload(
            "/prompts/salam/replacements", file: "wav", name: "salam.wav", type: "audio/wav", content: recording)
        #expect(try await rahmat.get("/prompts").body.contains("diganti Rahmat Hidayat, "))
        #expect(try await rahmat.post("/prompts/salam/restorations", [:]).status == 303)
        #expect(try await rahmat.get("/prompts").body.contains("dikembalikan Rahmat Hidayat, "))
        #expect(try await centre.tester(centre.sari).post("/prompts/salam/restorations", [:]).status == 403)
    }
}

@Suite("what is kept of plans and prompts")
struct PlanStoreTests {
    @Test("versions grow by one, each with its author, and none is lost", arguments: Dialect.allCases)
    func versions(backend: Dialect) async throws {
        let database = try await TestDatabase.open(backend)
        try await database.migrate(FloorTables.migrations)
        let store = FloorStore(database)
        #expect(try await store.current() == nil)
        var plan = CallPlan.small
        #expect(try await store.set(plan, by: .system("serve"), at: Timestamp(seconds: 1)) == 1)
        plan.sameAgentSeconds = 60
        #expect(try await store.set(plan, over: 1, by: .person(Stage.sari), at: Timestamp(seconds: 2)) == 2)
        await #expect(throws: PlanRefusal.changedMeanwhile) {
            try await store.set(plan, over: 1, by: .system("serve"), at: Timestamp(seconds: 3))
        }
        #expect(try await store.current()?.version == 2)
        #expect(try await store.plan() == plan)
        #expect(try await store.plan(version: 1) == .small)
        #expect(
            try await store.versions(upTo: 9) == [
                PlanVersion(number: 2, author: .person(Stage.sari), at: Timestamp(seconds: 2)),
                PlanVersion(number: 1, author: .system("serve"), at: Timestamp(seconds: 1)),
            ])
        #expect(try await Journal(database).entries(about: Subject("plan", "calls")).count == 2)
        try await database.close()
    }

    @Test("of two who save at the same moment one is told", arguments: Dialect.allCases)
    func race(backend: Dialect) async throws {
        let database = try await TestDatabase.open(backend)
        try await database.migrate(FloorTables.migrations)
        let store = FloorStore(database)
        try await store.set(.small, by: .system("serve"), at: Timestamp(seconds: 1))
        let told = await withTaskGroup { group in
            for second in 2...5 {
                group.addTask { () -> Bool in
                    do {
                        try await store.set(
                            .small, over: 1, by: .system("serve"), at: Timestamp(seconds: Int64(second)))
                        return false
                    } catch { return error as? PlanRefusal == .changedMeanwhile }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(told == 3)
        #expect(try await store.versions(upTo: 9).map(\.number) == [2, 1])
        try await database.close()
    }

    @Test("a recording and its fact come together; a refused one leaves none", arguments: Dialect.allCases)
    func prompts(backend: Dialect) async throws {
        let database = try await TestDatabase.open(backend)
        try await database.migrate(FloorTables.migrations)
        let folder = PromptShelfTests.Folder()
        let scripts = [PromptScript(name: "salam", words: "Selamat datang.")]
        let shelf = PromptShelf(folder: folder.url, scripts: scripts) { _, file in
            try WaveSound.file(Array(repeating: 100, count: 800), rate: 8_000).write(to: file)
        }
        try await shelf.generate()
        let register = PromptRegister(shelf, database)
        let recording = WaveSound.file(Array(repeating: 7, count: 16_000), rate: 8_000)
        let (rahmat, salam) = (Author.person(Stage.budi), Subject("prompt", "salam"))
        #expect(try await register.changes() == [:])
        try await register.replace("salam", with: recording, by: rahmat, at: Timestamp(seconds: 5))
        #expect(try shelf.sound("salam") == recording)
        #expect(try await register.changes()["salam"] == .init(kind: .replaced, by: rahmat, at: Timestamp(seconds: 5)))
        let replaced: PromptFact.Replaced? = try await Journal(database).entries(about: salam).first?.fact()
        #expect(replaced?.seconds == 2)
        #expect(replaced?.bytes == recording.count)

        await #expect(throws: PromptRefusal.unknown) {
            try await register.replace("lain", with: recording, by: rahmat, at: Timestamp(seconds: 6))
        }
        await #expect(throws: PromptRefusal.unknown) {
            try await register.restore("lain", by: rahmat, at: Timestamp(seconds: 6))
        }
        #expect(try await Journal(database).lastSequence() == 1)

        try await register.restore("salam", by: rahmat, at: Timestamp(seconds: 7))
        try await register.restore("salam", by: rahmat, at: Timestamp(seconds: 8))
        #expect(
            try await Journal(database).entries(about: salam).map(\.kind) == ["prompt.replaced", "prompt.restored"])
        #expect(try await register.changes()["salam"]?.kind == .restored)
        try await database.close()
    }
}
