import Contacts
import Database
import Foundation
import Interface
import Kernel
import Pages
import Staff
import Testing
import Tickets

@Suite("Other programs at the door")
struct InterfaceDoorTests {
    private let opening =
        #"{"colour":"yellow","category":"health.hospital","kind":"complaint","text":"Ditolak di IGD."}"#

    @Test("without a key that is in use nothing is told, whatever is asked")
    func keys() async throws {
        try await withCentre { centre in
            let program = try await centre.program()
            let turned = program.token.dropLast() + (program.token.hasSuffix("0") ? "1" : "0")
            let shown = [
                nil, "Bearer", "Bearer x", "Bearer \(turned)", "Basic \(program.token)",
                "Bearer sahut_\(program.key.id)_" + String(repeating: "0", count: 64),
            ]
            for header in shown {
                let answer = try await program.tester.send(
                    "GET", "/api/v1/tickets", headers: header.map { ["Authorization": $0] } ?? [:])
                #expect(answer.status == 401, "\(header ?? "nothing")")
                #expect(answer[header: "content-type"] == "application/problem+json")
                let posted = try await program.tester.send(
                    "POST", "/api/v1/tickets", headers: header.map { ["Authorization": $0] } ?? [:])
                #expect(posted.status == 401, "\(header ?? "nothing")")
            }
            #expect(try await program.get("/api/v1/tickets").status == 200)
            try await centre.keys.revoke(program.key.id, by: .person(centre.rahmat.id), at: centre.clock.now())
            #expect(try await program.get("/api/v1/tickets").status == 401)
        }
    }

    @Test("a key does what its scopes say, cell by cell", arguments: InterfaceScope.allCases)
    func scopes(_ scope: InterfaceScope) async throws {
        try await withCentre { centre in
            let program = try await centre.program("one", scope)
            let ticket = "/api/v1/tickets/TKT-2511-00001"
            let cells: [(InterfaceScope, String, String?)] = [
                (.contactsRead, "/api/v1/contacts", nil), (.contactsWrite, "/api/v1/contacts", "{}"),
                (.ticketsRead, "/api/v1/tickets", nil), (.ticketsRead, ticket, nil),
                (.ticketsWrite, "/api/v1/tickets", "{}"), (.ticketsWrite, "\(ticket)/notes", "{}"),
                (.ticketsWrite, "\(ticket)/closures", "{}"), (.escalationsRead, "\(ticket)/escalation", nil),
                (.escalationsWrite, "\(ticket)/escalations", "{}"), (.escalationsWrite, "\(ticket)/passings", "{}"),
                (.escalationsWrite, "\(ticket)/questions", "{}"), (.escalationsWrite, "\(ticket)/answers", "{}"),
                (.webhooks, "/api/v1/webhooks", nil), (.webhooks, "/api/v1/webhooks", "{}"),
            ]
            for (needed, path, body) in cells {
                let path = Path(stringLiteral: path)
                let answer =
                    if let body { try await program.post(path, body) } else { try await program.get(path) }
                let isRefused = answer.status == 403
                #expect(isRefused == (needed != scope), "\(scope) at \(path.text): \(answer.status)")
            }
        }
    }

    @Test("a deed with an idempotency key is done once, and the same answer comes again", arguments: Dialect.allCases)
    func once(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let program = try await centre.program()
            let first = try await program.post("/api/v1/tickets", opening, once: "a-1")
            let again = try await program.post("/api/v1/tickets", opening, once: "a-1")
            #expect(first.status == 201 && again.status == 201 && first.body == again.body)
            #expect(first[header: "idempotency-replayed"] == nil && again[header: "idempotency-replayed"] == "true")
            let other = try await program.post(
                "/api/v1/tickets", opening.replacing("yellow", with: "green"), once: "a-1")
            #expect(try other.status == 422 && other.json(Told.self).code == "idempotency-mismatch")
            let neighbour = try await centre.program("other")
            #expect(try await neighbour.post("/api/v1/tickets", opening, once: "a-1").body != first.body)
            #expect(try await program.post("/api/v1/tickets", opening, once: "b c").status == 400)
            #expect(try await centre.tickets.list(TicketFilter(), at: centre.clock.now()).tickets.count == 2)
        }
    }

    @Test("a refused deed leaves nothing under its key, so that the mended one goes through")
    func mended() async throws {
        try await withCentre { centre in
            let program = try await centre.program()
            let wrong = opening.replacing("health.hospital", with: "health.nowhere")
            #expect(try await program.post("/api/v1/tickets", wrong, once: "a").status == 422)
            #expect(try await program.post("/api/v1/tickets", opening, once: "a").status == 201)
        }
    }

    @Test("what cannot be read is refused with the place and the reason")
    func garbage() async throws {
        try await withCentre { centre in
            let program = try await centre.program()
            let json = "application/json"
            let more = { (text: String) -> String in opening.dropLast() + "," + text + "}" }
            let cases: [(body: String, type: String, status: Int, code: String)] = [
                ("", json, 400, "unreadable"), ("[1]", json, 400, "unreadable"), ("{", json, 400, "unreadable"),
                (opening, "text/plain", 415, "not-json"),
                ("colour=red", "application/x-www-form-urlencoded", 415, "not-json"),
                ("{}", json, 422, "invalid"), (opening.replacing("yellow", with: "blue"), json, 422, "invalid"),
                (opening.replacing("Ditolak di IGD.", with: " "), json, 422, "invalid"),
                (opening.replacing("Ditolak di IGD.", with: #"a\u0000b"#), json, 422, "invalid"),
                (more(#""memberCard":"12""#), json, 422, "invalid"),
                (more(#""memberCard":"0009999999999""#), json, 422, "invalid"),
                (more(#""region":"99\u000099""#), json, 422, "invalid"),
                (more(#""phone":"tetangga""#), json, 422, "invalid"),
            ]
            for one in cases {
                let answer = try await program.post("/api/v1/tickets", one.body, type: one.type)
                #expect(answer.status == one.status, "\(one.body)")
                #expect(try answer.json(Told.self).code == one.code, "\(one.body)")
            }
            let long = opening.replacing("IGD", with: String(repeating: "x", count: 70_000))
            #expect(try await program.post("/api/v1/tickets", long).status == 413)
            for query in ["limit=0", "limit=x", "after=x", "state=late", "colour=blue"] {
                #expect(
                    try await program.get(Path(stringLiteral: "/api/v1/tickets?\(query)")).status == 422, "\(query)")
            }
            #expect(try await centre.tickets.list(TicketFilter(), at: centre.clock.now()).tickets.count == 0)
        }
    }

    @Test("a key opens no page, and its requests carry nobody's session")
    func noSession() async throws {
        try await withCentre { centre in
            let admin = try await centre.tester(centre.rahmat)
            #expect(try await admin.get(.interface).status == 200)
            let program = try await centre.program()
            let headers = ["Authorization": "Bearer \(program.token)"]
            #expect(try await admin.get(.interface, headers: headers).status == 303)
            let posted = try await admin.post(
                "/interface/keys", ["name": "sneak", "scope": "webhooks"], headers: headers)
            #expect(posted.status == 303 && posted.location?.hasPrefix("/sign-in") == true)
            #expect(try await centre.keys.keys().map(\.name.text) == ["hospital"])
        }
    }

    @Test("every way of the description is there, and asks for a key")
    func description() async throws {
        struct Description: Decodable { let paths: [String: [String: Operation]] }
        struct Operation: Decodable { let operationId: String }
        try await withCentre { centre in
            let tester = PageTester(centre.site)
            let described = try await tester.get("/api/v1/openapi.json").json(Description.self)
            #expect(described.paths.count > 10)
            for (path, operations) in described.paths {
                let place = Path(stringLiteral: path.replacing("{id}", with: "x"))
                for method in operations.keys {
                    let answer = try await tester.send(
                        method.uppercased(), place, headers: ["Authorization": "Bearer none"])
                    #expect(answer.status == 401, "\(method) \(path)")
                }
            }
            #expect(try await tester.send("GET", "/api/v1/none", headers: ["Authorization": "Bearer x"]).status == 404)
        }
    }

    @Test("a program may make so many requests in a minute, and go on in the next")
    func many() async throws {
        try await withCentre { centre in
            let program = try await centre.program()
            for _ in 0..<1_200 { _ = try await program.get("/api/v1/webhooks") }
            let answer = try await program.get("/api/v1/webhooks")
            #expect(answer.status == 429 && answer[header: "retry-after"] == "60")
            centre.clock.advance(by: .seconds(60))
            #expect(try await program.get("/api/v1/webhooks").status == 200)
        }
    }
}
