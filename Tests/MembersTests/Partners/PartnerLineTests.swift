import Hummingbird
import Kernel
import Logging
import NIOCore
import Synchronization
import Testing

@testable import Members

@Suite("The line to a partner", .timeLimit(.minutes(1)))
struct PartnerLineTests {
    private let stage = PartnerStage()
    private let claim = RegistryClaim(nik: Kampung.siti.nik, name: "Siti Aminah")

    /// How often a refusal came, of so many questions.
    private func refusals(_ count: Int, _ registry: PopulationRegistry) async -> [RegistryRefusal] {
        var refusals: [RegistryRefusal] = []
        for _ in 0..<count {
            do throws(RegistryRefusal) {
                _ = try await registry.compare(claim, transaction: "t")
            } catch { refusals.append(error) }
        }
        return refusals
    }

    @Test(
        "each fault of a server has its own name",
        arguments: [
            (.errors, .unanswered(.failed(status: 500))), (.down, .unanswered(.unreachable)),
            (.slow, .unanswered(.timedOut)), (.quota, .unanswered(.quotaUsedUp)),
            (.wrongSignature, .accessRefused(message: "Login Gagal")),
        ] as [(StandInFault, RegistryRefusal)])
    func faults(_ fault: StandInFault, _ expected: RegistryRefusal) async throws {
        try await stage.registry(fault: fault).during { port in
            let patience = Duration.milliseconds(fault == .slow ? 300 : 20_000)
            try await stage.withRegistry(at: port, settings: { $0.whole = patience }) { registry in
                #expect(await refusals(1, registry) == [expected])
            }
        }
    }

    @Test("garbage of every kind is garbage, for both partners")
    func garbage() async throws {
        try await stage.registry(fault: .garbage).during { port in
            try await stage.withRegistry(at: port, settings: { $0.watch.breaker.failures = 100 }) { registry in
                let refusals = await refusals(8, registry)
                #expect(refusals.count == 8)
                #expect(Set(refusals) == [.garbage(.notJSON), .garbage(.noEnvelope)])
            }
        }
        try await stage.insurer(fault: .garbage).during { port in
            try await stage.withInsurer(at: port) { insurer in
                for _ in 0..<3 {
                    await #expect(throws: InsurerRefusal.self) {
                        try await insurer.find(.nik(Kampung.siti.nik), on: Day(sinceEpoch: 20_000))
                    }
                }
                #expect(insurer.line.health.condition == .down(since: stage.clock.now()), "garbage is no answer")
            }
        }
    }

    @Test("a server that is not there is known at once")
    func nobody() async throws {
        let port = try await serving { _ in
            Response(status: .ok)
        } _: {
            $0
        }
        // Trying again and again until the time is over would say that it timed out.
        try await stage.withRegistry(at: port) { registry in
            #expect(await refusals(1, registry) == [.unanswered(.unreachable)])
        }
    }

    @Test("a server that goes down is left in peace, probed by one, and asked by all again; watchers see it")
    func breaker() async throws {
        let server = stage.registry(fault: .errors)
        try await server.during { port in
            try await stage.withRegistry(at: port) { registry in
                var seen = registry.line.changes().makeAsyncIterator()
                #expect(await seen.next()?.condition == .up)
                let down = stage.clock.now()
                #expect(await refusals(3, registry).last == .unanswered(.failed(status: 500)))
                #expect(await seen.next()?.condition == .down(since: down))
                #expect(registry.line.health.nextTry == down + .seconds(10))

                #expect(await refusals(5, registry) == Array(repeating: resting(until: down, 10), count: 5))
                #expect(server.faults.report.asked == 3, "nobody asked it meanwhile")

                stage.clock.advance(by: .seconds(10))
                #expect(await refusals(2, registry) == [.unanswered(.failed(status: 500)), resting(until: down, 30)])
                #expect(server.faults.report.asked == 4, "one probe")

                server.faults.set(StandInFaults.Order(.none))
                stage.clock.advance(by: .seconds(20))
                #expect(await refusals(3, registry) == [])
                #expect(registry.line.health.condition == .up)
                #expect(registry.line.health.lastAnswer == stage.clock.now())
                #expect(await seen.next()?.condition == .up)
            }
        }
    }

    private func resting(until start: Timestamp, _ seconds: Int64) -> RegistryRefusal {
        .unanswered(.resting(until: start + .seconds(seconds)))
    }

    @Test("a fault ends when its time is over")
    func faultEnds() async throws {
        let server = stage.registry()
        server.faults.set(StandInFaults.Order(.errors, seconds: 30))
        try await server.during { port in
            try await stage.withRegistry(at: port) { registry in
                #expect(await refusals(1, registry).count == 1)
                stage.clock.advance(by: .seconds(30))
                #expect(await refusals(1, registry) == [])
            }
        }
    }

    @Test(
        "no more than so many ask a slow server at once; who is refused is told so, and who leaves counts for nothing")
    func busy() async throws {
        let server = stage.registry(fault: .slow, delay: 30)
        try await server.during { port in
            try await stage.withRegistry(at: port) { registry in
                let claim = claim
                let two = (0..<2).map { _ in
                    Task { () async -> RegistryRefusal? in
                        do throws(RegistryRefusal) {
                            _ = try await registry.compare(claim, transaction: "t")
                        } catch { return error }
                        return nil
                    }
                }
                while server.faults.report.asked < 2 { try await Task.sleep(for: .milliseconds(5)) }
                #expect(await refusals(1, registry) == [.unanswered(.busy)])
                for task in two { task.cancel() }
                for task in two { #expect(await task.value == .unanswered(.cancelled)) }
                server.faults.set(StandInFaults.Order(.none))
                #expect(await refusals(1, registry) == [])
                #expect(registry.line.health.condition == .up)
            }
        }
    }

    @Test("an answer that drips in is cut off in time, an endless one at its length")
    func endless() async throws {
        let body = ResponseBody { writer in
            while true {
                try await writer.write(ByteBuffer(string: " "))
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        try await serving { _ in
            Response(status: .ok, body: body)
        } _: { port in
            try await stage.withRegistry(at: port, settings: { $0.whole = .milliseconds(300) }) { registry in
                #expect(await refusals(1, registry) == [.unanswered(.timedOut)])
            }
        }
        let long = ResponseBody { writer in
            for _ in 0..<200 { try await writer.write(ByteBuffer(repeating: UInt8(ascii: " "), count: 1_000)) }
            try await writer.finish(nil)
        }
        try await serving { _ in
            Response(status: .ok, body: long)
        } _: { port in
            try await stage.withRegistry(at: port) { registry in
                #expect(await refusals(1, registry) == [.unanswered(.tooLong)])
            }
        }
    }

    @Test("nobody is sent on to another server with our keys")
    func redirects() async throws {
        let strangers = Mutex(0)
        try await serving { _ in
            strangers.withLock { $0 += 1 }
            return Response(status: .ok)
        } _: { elsewhere in
            let location = "http://127.0.0.1:\(elsewhere)/"
            try await serving { _ in
                Response(status: .temporaryRedirect, headers: [.location: location])
            } _: { port in
                try await stage.withRegistry(at: port) { registry in
                    #expect(await refusals(1, registry) == [.unanswered(.failed(status: 307))])
                }
            }
        }
        #expect(strangers.withLock { $0 } == 0)
    }

    @Test("the log tells that a partner's condition changed, and nothing of keys or people")
    func silence() async throws {
        let faults: [StandInFault] = [.none, .errors, .garbage, .down, .slow, .wrongSignature, .none]
        try await stage.registry().during { port in
            try await self.stage.withRegistry(at: port) { registry in _ = await refusals(1, registry) }
        }
        let (registry, insurer) = (stage.registry(), stage.insurer())
        try await registry.during { registryPort in
            try await insurer.during { insurerPort in
                try await stage.withRegistry(at: registryPort) { client in
                    for fault in faults {
                        registry.faults.set(StandInFaults.Order(fault, delaySeconds: 0))
                        _ = await refusals(1, client)
                    }
                }
                try await stage.withInsurer(at: insurerPort, .pcare) { client in
                    for fault in faults {
                        insurer.faults.set(StandInFaults.Order(fault, delaySeconds: 0))
                        do { _ = try await client.find(.nik(Kampung.siti.nik), on: Day(sinceEpoch: 20_000)) } catch {
                            // Each fault has its test; here only the log is looked at.
                        }
                    }
                }
            }
        }
        let text = stage.log.text
        #expect(text.contains("a partner's condition changed"))
        #expect(text.contains("registry") && text.contains("insurer"))
        let words = ["rahasia", Kampung.siti.nik.digits, "aminah", "signature", "127.0.0.1", "cHVza2Vz"]
        for word in words { #expect(!text.lowercased().contains(word.lowercased()), "\(word) in\n\(text)") }
    }
}
