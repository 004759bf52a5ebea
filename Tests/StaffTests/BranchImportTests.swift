import Database
import Foundation
import Kernel
import Staff
import Testing

@Suite("Files of branches")
struct BranchImportTests {
    /// A folder that is taken away afterwards.
    private func inFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("branches-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        do { try await body(folder) } catch {
            try FileManager.default.removeItem(at: folder)
            throw error
        }
        try FileManager.default.removeItem(at: folder)
    }

    private func read(
        _ text: String, _ house: House, in folder: URL
    ) async throws -> (outcome: BranchImport.Outcome, rejected: [String]) {
        let file = folder.appendingPathComponent("branches.csv")
        try Data(text.utf8).write(to: file)
        let outcome = try await BranchImport(file, into: house.database, by: .system("import")).run(clock: house.clock)
        let rejected = try outcome.rejected.map { try String(contentsOf: $0, encoding: .utf8) }
        return (outcome, rejected?.split(separator: "\n").map(String.init) ?? [])
    }

    private static let good = """
        name,region,zone,hours,email,state,regencies
        Semarang,VI,WIB,Mon-Fri 08:00-16:00,kc.semarang@example.go.id,open,33.74 3322
        PARE-PARE,9,wita,,,,7372
        Barru,IX,WITA,"Sen-Kam 08.00-12.00, 13.00-16.00; Jum 08.00-11.30",,open,"7310;7311"

        """

    @Test(
        "known branches are brought up to date, new ones added, and the same file twice changes nothing",
        arguments: Dialect.allCases)
    func twice(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        try await house.open()
        try await inFolder { folder in
            let (outcome, _) = try await read(Self.good, house, in: folder)
            #expect(outcome.counts == .init(lines: 3, added: 1, changed: 2) && outcome.rejected == nil)
            let store = house.staff.branches
            let barru = try #require(try await store.branch(BranchCode("BAR")!))
            #expect(barru.zone == .wita && barru.hours.text == "Mon-Thu 08:00-12:00 13:00-16:00; Fri 08:00-11:30")
            let pare = try #require(try await store.branch(BranchCode("PPR")!))
            #expect(pare.name.text == "Pare Pare", "another spelling is no other name")
            #expect(pare.hours == .usual && pare.notices == nil)
            let semarang = try #require(try await store.branch(BranchCode("SMG")!))
            #expect(semarang.notices?.text == "kc.semarang@example.go.id")
            #expect(try await store.served().count == 5)
            let last = try await Journal(house.database).lastSequence()
            let (again, _) = try await read(Self.good, house, in: folder)
            #expect(again.counts == .init(lines: 3, unchanged: 3))
            #expect(try await Journal(house.database).lastSequence() == last, "not even a fact")
        }
    }

    @Test("the insurer's own codes are brought in by name, and the regencies stay", arguments: Dialect.allCases)
    func codes(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        try await house.open()
        try await inFolder { folder in
            _ = try await read(Self.good, house, in: folder)
            let (outcome, _) = try await read("code;name\n0901;SEMARANG\nUNG;Ungaran Satu\n", house, in: folder)
            #expect(outcome.counts == .init(lines: 2, changed: 2))
            let store = house.staff.branches
            let semarang = try #require(try await store.branch(BranchCode("SMG")!))
            #expect(semarang.code.text == "0901" && semarang.name.text == "Semarang")
            #expect(try await store.served().values.count { $0 == semarang.code } == 2)
            #expect(try await store.branch(BranchCode("UNG")!)?.name.text == "Ungaran Satu")
        }
    }

    @Test(
        "lines that cannot be taken are listed with number and reason, the others are taken",
        arguments: Dialect.allCases)
    func rejects(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        try await house.open()
        let text = """
            code,name,region,zone,email,regencies
            SMG,Semarang,VI,WIB,,3374
            SMG,Semarang,VI,WIB,,
            ,Semarang,,,,
            KDS,Kudus,VI,WIB,,33.19 3374
            PTI,Pati,XIII,WIB,,
            TGL,Tegal,VI,GMT,,
            UNG,Ungaran,VI,WIB,kantor,
            ,,VI,WIB,,
            SLM,Sleman,VI
            YOG,"Yogyakarta,VI,WIB,,
            BYL,Semarang Dua,VI,WIB,,33x9
            ,Atlantis,,WIB,,
            SKA,Tegal,VI,WIB,,
            MGL,Magelang,VI,WIB,,3308 3371
            """
        try await inFolder { folder in
            let (outcome, rejected) = try await read(text, house, in: folder)
            #expect(outcome.counts == .init(lines: 14, changed: 2, rejected: 12))
            #expect(rejected.first == "line,reason,code,name,region,zone,email,regencies")
            let reasons = [
                "3,\"code SMG stands in line 2 already\"", "4,\"name Semarang stands in line 2 already\"",
                "5,\"regencies 3374 stands in line 2 already\"", "6,\"region: I to XII, or 1 to 12, not 'XIII'\"",
                "7,\"zone: WIB, WITA or WIT, not 'GMT'\"", "8,\"email: an e-mail address, not 'kantor'\"",
                "9,\"neither code nor name\"", "10,\"3 fields where the first line names 6\"",
                "11,\"a quotation mark is not closed\"", "12,\"regencies: codes of four digits, not '33x9'\"",
                "13,\"a new branch, which needs region\"", "14,\"the code is one branch's, the name another's\"",
            ]
            for (line, reason) in zip(rejected.dropFirst(), reasons) { #expect(line.hasPrefix(reason), "\(line)") }
            #expect(rejected.count == 13 && rejected.last?.hasSuffix("SKA,Tegal,VI,WIB,,") == true)
            #expect(try await house.staff.branches.served().count == 3)
            // The list is mended and read in itself; then it is gone.
            let mended = "line,reason,code,name,region,zone,email,regencies\n6,\"…\",PTI,Pati,VI,WIB,,3318\n"
            let (again, _) = try await read(mended, house, in: folder)
            #expect(again.counts == .init(lines: 1, changed: 1) && again.rejected == nil)
            let list = folder.appendingPathComponent("branches.rejected.csv")
            #expect(!FileManager.default.fileExists(atPath: list.path))
        }
    }

    @Test("a file that says nothing of branches is not read at all")
    func refuses() throws {
        func refusal(_ text: String) -> BranchFile.Refusal? {
            do { _ = try BranchFile(Array(text.utf8)) } catch { return error }
            return nil
        }
        #expect(refusal("") == .empty && refusal("\n \n") == .empty)
        #expect(refusal("region,zone\n") == .nobodyNamed)
        #expect(refusal("name,kota,name\n") == .columns(unknown: ["kota"], twice: ["name"]))
        #expect(refusal("\"name\n") == .unreadableHeader)
        #expect(throws: BranchFile.Refusal.tooLarge) {
            _ = try BranchFile([UInt8](repeating: 0x41, count: BranchFile.mostBytes + 1))
        }
        #expect(refusal("\u{FEFF}Name;Region\r\nSemarang;VI\r\n") == nil)
    }

    @Test("half a line, damaged bytes and noise never stop the reading, and every line is accounted for")
    func garbage() throws {
        var random = SeededRandom(seed: 126)
        let sound = Array(Self.good.utf8)
        for round in 0..<400 {
            var bytes = Array(
                sound.prefix(round % 3 == 0 ? Int.random(in: 60..<sound.count, using: &random) : sound.count))
            for _ in 0..<Int.random(in: 0..<12, using: &random) {
                let place = Int.random(in: 46..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            let file = try BranchFile(bytes)
            let rows = bytes.split(separator: 0x0A).dropFirst().filter { row in
                !(row.last == 0x0D ? row.dropLast() : row).allSatisfy { $0 == 0x20 || $0 == 0x09 }
            }
            #expect(file.lines.count == rows.count, "round \(round)")
            for case .success(let line) in file.lines.map(\.content) {
                #expect(line.code != nil || line.name != nil, "round \(round)")
            }
        }
        let long = "name\n" + String(repeating: "A", count: 20_000) + "\nSemarang\n"
        let lines = try BranchFile(Array(long.utf8)).lines
        #expect(lines.map(\.number) == [2, 3])
        guard case .failure(.tooLong) = lines[0].content, case .success = lines[1].content else {
            Issue.record("the long line alone is lost")
            return
        }
    }
}

@Suite("Holidays")
struct HolidayTests {
    private static let list = """
        2026-12-24\tCuti Bersama Hari Raya Natal\tjoint\tno\r
        2026-12-25\tHari Raya Natal\tpublic\tno\r
        2027-03-10\tHari Raya Idul Fitri\tpublic\tyes

        """

    @Test("a list is taken over whole: of its years it has the last word, others stay", arguments: Dialect.allCases)
    func keeps(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        let store = HolidayStore(house.database)
        func keep(_ text: String) async throws -> HolidayStore.Counts {
            try await store.keep(try HolidayList.read(text), by: .system("import"), at: house.clock.now())
        }
        #expect(try await keep(Self.list) == .init(added: 3))
        #expect(try await keep(Self.list) == .init(unchanged: 3))
        #expect(try await house.facts(Subject("centre", "holidays")) == ["holidays.kept"])
        let decreed = "2027-03-11\tHari Raya Idul Fitri\tpublic\tno\n"
        #expect(try await keep(decreed) == .init(added: 1, removed: 1))
        let days = try await store.list()
        #expect(days.map { "\($0.day)" } == ["2026-12-24", "2026-12-25", "2027-03-11"])
        #expect(days.map(\.kind) == [.joint, .public, .public] && !days.contains(where: \.isEstimated))
        #expect(try await store.days().count == 3)
        #expect(try await keep("2027-03-11\tIdul Fitri\tpublic\tno\n") == .init(changed: 1))
    }

    @Test("one wrong line and nothing is taken over")
    func refuses() {
        func faults(_ text: String) -> [HolidayList.Reason] {
            do { _ = try HolidayList.read(text) } catch {
                if case .lines(let faults, _) = error { return faults.map(\.reason) }
            }
            return []
        }
        let wrong = """
            2026-12-25\tNatal\tpublic
            2026-02-30\tNatal\tpublic\tno
            2026-12-25\t \tpublic\tno
            2026-12-25\tNatal\tfeast\tno
            2026-12-25\tNatal\tpublic\tperhaps
            2026-12-26\tNatal\tpublic\tno
            2026-12-26\tNatal\tpublic\tno
            """
        #expect(
            faults(wrong) == [
                .columns(3), .day("2026-02-30"), .noName, .kind("feast"), .estimated("perhaps"), .twice(line: 6),
            ])
        #expect(throws: HolidayList.Refusal.empty) { try HolidayList.read("\n\n") }
        #expect(throws: HolidayList.Refusal.self) { try HolidayList.read(String(repeating: "x\n", count: 100)) }
    }
}
