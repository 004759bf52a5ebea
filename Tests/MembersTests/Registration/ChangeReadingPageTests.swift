import Kernel
import Pages
import Testing

@testable import Members

@Suite("People are read from the registry while the caller is on the line")
struct ChangeReadingPageTests {
    private let counter = ChangeCounter()

    /// A family's form with its card typed, and where it lies.
    private func form(_ tester: PageTester) async throws -> Path {
        let begun = try await tester.post(.changes, ["kind": "family-registration"])
        let path = try #require(begun.location.flatMap(Path.init(local:)))
        let answer = try await tester.post(
            try at(path, "steps/card"), ["familyCard": counter.card.digits, "version": "1"])
        try #require(answer.status == 303)
        return path
    }

    private func at(_ path: Path, _ place: String) throws -> Path {
        try #require(Path(local: "\(path.text)/\(place)"))
    }

    private func version(_ body: String) throws -> String {
        try #require(body.firstMatch(of: /name="version" value="(\d+)"/)).output.1.description
    }

    @Test("while it answers, everybody on the card is filled in")
    func up() async throws {
        let stage = PartnerStage()
        let server = counter.registryServer(.none, stage.clock)
        try await server.during { port in
            try await stage.withRegistry(at: port) { registry in
                try await withHouse(registry: registry) { house in
                    let tester = try await house.tester(.inbound)
                    let path = try await form(tester)
                    let answer = try await tester.post(
                        try at(path, "readings"), ["by": counter.sitti.nik.digits])
                    #expect(answer.status == 303)
                    let page = try await tester.get(path.with("step", "people"))
                    for person in [counter.budi, counter.sitti, counter.raka] {
                        #expect(page.body.contains(person.name.uppercased()))
                        #expect(!page.body.contains(person.nik.digits), "masked")
                    }
                    #expect(page.body.contains("Sesuai") && !page.body.contains("terputus"))
                    #expect(server.faults.report.asked == 1)
                }
            }
        }
    }

    @Test("while it is down the page says since when and how many wait, and people are typed by hand")
    func down() async throws {
        let stage = PartnerStage()
        let server = counter.registryServer(.errors, stage.clock)
        try await server.during { port in
            try await stage.withRegistry(at: port) { registry in
                try await withHouse(registry: registry) { house in
                    let tester = try await house.tester(.inbound)
                    let path = try await form(tester)
                    for _ in 1...3 {
                        let answer = try await tester.post(
                            try at(path, "readings"), ["by": counter.budi.nik.digits])
                        #expect(answer.status == 303)
                    }
                    let page = try await tester.get(path.with("step", "people"))
                    #expect(page.body.contains("Data kependudukan terputus sejak"))
                    #expect(page.body.contains("0 menunggu"))
                    let asked = server.faults.report.asked
                    _ = try await tester.post(try at(path, "readings"), ["by": counter.budi.nik.digits])
                    #expect(server.faults.report.asked == asked, "it is left in peace")

                    let now = try await tester.get(path.with("step", "people"))
                    let typed = try await tester.post(
                        try at(path, "people"),
                        [
                            "nik": counter.budi.nik.digits, "name": counter.budi.name,
                            "birthDate": counter.budi.birthDate.description, "sex": counter.budi.sex.rawValue,
                            "relation": counter.budi.relation.rawValue, "version": try version(now.body),
                        ])
                    #expect(typed.status == 303)
                    #expect(try await tester.get(path.with("step", "people")).body.contains(counter.budi.name))
                }
            }
        }
    }
}
