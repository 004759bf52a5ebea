import Foundation
import Hummingbird
import Kernel
import Logging
import NIOCore
import Synchronization
import Testing

@testable import Members

/// The family that the stand-ins know in tests, and a neighbour who is no participant.
enum Kampung {
    static let budi = person("3171990101800001", .head, "Budi Santoso", "1980-01-01", .male, card: "0009990000017")
    static let siti = person("3171994312850002", .spouse, "Siti Aminah", "1985-12-03", .female, card: "0009990000025")
    static let dimas = person("3171990505100003", .child, "Dimas Santoso", "2010-05-05", .male)
    static let ratna: StandInPerson = {
        var ratna = person("3171994505500004", .other, "Ratna Dewi", "1950-05-05", .female)
        ratna.isInForce = false
        return ratna
    }()

    static let people = StandInPeople([budi, siti, dimas, ratna])

    private static func person(
        _ nik: String, _ relation: FamilyRelation, _ name: String, _ born: String, _ sex: Sex, card: String? = nil
    ) -> StandInPerson {
        var address = RegistryAddress()
        (address.street, address.rt, address.rw) = ("Jl Melati 1", "001", "002")
        address.province = RegistryAddress.Area(code: "31", name: "DKI Jakarta")
        return StandInPerson(
            nik: NIK(nik)!, family: FamilyCardNumber("3171990101160001")!, relation: relation, name: name,
            birthPlace: "Jakarta", birthDate: Day(born)!, sex: sex, mother: "Ratna Dewi", father: "Hadi Santoso",
            address: address,
            membership: card.map { card in
                StandInPerson.Membership(
                    card: CardNumber(card)!, careClass: .third, segment: .selfPaying, isActive: relation == .head,
                    arrears: relation == .head ? 0 : 420_000,
                    facility: InsurerRecord.Coded(code: "0101", text: "PUSKESMAS GAMBIR"),
                    phone: PhoneNumber("081000000001"))
            })
    }
}

/// A line to a server that is really there, and what becomes of it.
struct PartnerStage: Sendable {
    static let registryKeys = RegistryKeys(
        customer: "990042", user: "sahut-990042", password: Secret("rahasia-registry"), address: "192.0.2.15")
    static let insurerKeys = InsurerKeys(
        consumer: "1234", secret: Secret("rahasia-insurer"), userKey: Secret("rahasia-kunci"),
        login: InsurerKeys.Login(user: "puskesmas", password: Secret("rahasia-pcare")))

    let clock = ManualClock()
    let log = LogBook()

    func registry(
        quota: Int? = nil, fault: StandInFault = .none, delay: Double? = nil
    ) -> StandInServer {
        .registry(
            Kampung.people, keys: Self.registryKeys, dailyQuota: quota,
            fault: StandInFaults.Order(fault, delaySeconds: delay), clock: clock, logger: quietLogger)
    }

    func insurer(quota: Int? = nil, fault: StandInFault = .none) -> StandInServer {
        .insurer(
            Kampung.people, keys: Self.insurerKeys, dailyQuota: quota, fault: StandInFaults.Order(fault), clock: clock,
            logger: quietLogger)
    }

    /// Waits long, since tests share the machine, allows two at once, and rests ten seconds after three failures.
    func settings(_ port: Int, _ change: (inout PartnerSettings) -> Void = { _ in }) -> PartnerSettings {
        var settings = PartnerSettings(
            base: "http://127.0.0.1:\(port)", connect: .seconds(10), whole: .seconds(20),
            longestAnswer: 100_000,
            watch: PartnerWatch.Policy(
                breaker: CircuitBreaker.Policy(failures: 3, rest: .seconds(10)), atOnce: 2, slow: .seconds(3)))
        change(&settings)
        return settings
    }

    @discardableResult func withRegistry<Value: Sendable>(
        at port: Int, keys: RegistryKeys = registryKeys, dialect change: (inout RegistryDialect) -> Void = { _ in },
        settings: (inout PartnerSettings) -> Void = { _ in },
        _ body: (PopulationRegistry) async throws -> Value
    ) async throws -> Value {
        var dialect = RegistryDialect()
        dialect.mayRead = true
        change(&dialect)
        return try await withLine("registry", self.settings(port, settings)) { line in
            try await body(PopulationRegistry(line, keys: keys, dialect: dialect))
        }
    }

    @discardableResult func withInsurer<Value: Sendable>(
        at port: Int, _ convention: Insurer.Convention = .vclaim, keys: InsurerKeys = insurerKeys,
        clock: (any WallClock)? = nil, _ body: (Insurer) async throws -> Value
    ) async throws -> Value {
        var keys = keys
        if convention == .vclaim { keys.login = nil }
        return try await withLine("insurer", settings(port) { _ in }) { line in
            try await body(Insurer(line, convention: convention, keys: keys, clock: clock ?? self.clock))
        }
    }

    private func withLine<Value: Sendable>(
        _ name: String, _ settings: PartnerSettings, _ body: (PartnerLine) async throws -> Value
    ) async throws -> Value {
        let line = PartnerLine(name, settings: settings, clock: clock, calendar: .jakarta, logger: log.logger)
        do {
            let value = try await body(line)
            try await line.close()
            return value
        } catch {
            try await line.close()
            throw error
        }
    }
}

let quietLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Keeps everything that is logged, at every level.
final class LogBook: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(book: self) }
    }

    private struct Handler: LogHandler {
        let book: LogBook
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            book.lines.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
        }
    }
}

/// A server that answers in its own way.
@discardableResult func serving<Value: Sendable>(
    _ answer: @escaping @Sendable (Request) async throws -> Response,
    _ body: @Sendable (_ port: Int) async throws -> Value
) async throws -> Value {
    let router = Router()
    router.get("**") { request, _ in try await answer(request) }
    router.post("**") { request, _ in try await answer(request) }
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let application = Application(
        responder: router.buildResponder(),
        configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) }, logger: quietLogger)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await application.run() }
        defer { tasks.cancelAll() }
        return try await body(try #require(await ports.first { _ in true }))
    }
}
