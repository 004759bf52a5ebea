public import Kernel

/// The population registry, asked by Dukcapil's conventions. An installation that is not connected to it has none.
public struct PopulationRegistry: Sendable {
    /// How the registry is, for whoever is about to need it.
    public let line: PartnerLine
    private let keys: RegistryKeys
    private let dialect: RegistryDialect

    public init(_ line: PartnerLine, keys: RegistryKeys, dialect: RegistryDialect) {
        (self.line, self.keys, self.dialect) = (line, keys, dialect)
    }

    /// Whether families and people may be read here.
    public var mayRead: Bool { dialect.mayRead }

    /// Has the registry compare what somebody says of himself. It tells what matches and nothing else: ask this first.
    ///
    /// - Parameter transaction: names the question in the registry's own log.
    public func compare(
        _ claim: RegistryClaim, transaction: String
    ) async throws(RegistryRefusal) -> RegistryComparison {
        let codes = dialect.codes
        return try await ask(.comparing(claim, keys, dialect, transaction: transaction)) {
            (reading) throws(RegistryRefusal) in try reading.comparison(codes)
        }
    }

    /// Reads one person.
    public func person(_ nik: NIK) async throws(RegistryRefusal) -> RegistryPerson {
        guard mayRead else { throw .readingNotPermitted }
        let codes = dialect.codes
        return try await ask(.person(nik, keys, dialect)) { (reading) throws(RegistryRefusal) in
            let person = try reading.person(codes)
            guard person.nik == nik else { throw .garbage(.otherPerson) }
            return person
        }
    }

    /// Reads everybody on the family card that a person stands on.
    public func family(of nik: NIK) async throws(RegistryRefusal) -> [RegistryPerson] {
        guard mayRead else { throw .readingNotPermitted }
        let codes = dialect.codes
        return try await ask(.family(of: nik, keys, dialect)) { (reading) throws(RegistryRefusal) in
            let family = try reading.family(codes)
            guard family.contains(where: { $0.nik == nik }) else { throw .garbage(.otherPerson) }
            return family
        }
    }

    private func ask<Answer: Sendable>(
        _ request: RegistryRequest, _ read: (RegistryReading) throws(RegistryRefusal) -> Answer
    ) async throws(RegistryRefusal) -> Answer {
        let message = PartnerRequest(kind: .sending(json: request.body), path: request.path)
        return try await line.ask(message) { (reply) throws(RegistryRefusal) in
            guard reply.status == 200 else { throw .unanswered(.failed(status: reply.status)) }
            let reading = try RegistryReading(reply.body)
            reply.quotaLeft = reading.quotaLeft
            do throws(RegistryRefusal) { return try read(reading) } catch {
                if error == .unanswered(.quotaUsedUp) { reply.quotaLeft = 0 }
                throw error
            }
        }
    }
}
