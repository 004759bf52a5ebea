public import Kernel

/// The insurer, asked by the conventions of VClaim or PCare. An installation that is not connected to it has none.
public struct Insurer: Sendable {
    /// The two services that tell of participants: hospitals are given the one, first-level facilities the other.
    public enum Convention: String, Hashable, Sendable, CaseIterable {
        case vclaim
        /// Tells arrears and the reason of an inactive card as well.
        case pcare
    }

    /// What a participant is asked for by.
    public enum Key: Hashable, Sendable {
        case card(CardNumber)
        case nik(NIK)
    }

    /// How the insurer is, for whoever is about to need it.
    public let line: PartnerLine
    /// Which of the two services it is.
    public let convention: Convention
    private let keys: InsurerKeys
    private let codes: InsurerCodes
    private let clock: any WallClock

    /// - Parameter clock: the questions are signed with its seconds, so it must be right within some minutes.
    public init(
        _ line: PartnerLine, convention: Convention, keys: InsurerKeys, codes: InsurerCodes = InsurerCodes(),
        clock: any WallClock
    ) {
        (self.line, self.convention, self.keys, self.codes, self.clock) = (line, convention, keys, codes, clock)
    }

    /// What the insurer tells of a participant.
    ///
    /// - Parameter day: of the care that is asked about; PCare always tells of today.
    public func find(_ key: Key, on day: Day) async throws(InsurerRefusal) -> InsurerRecord {
        let seconds = clock.now().seconds
        let request = PartnerRequest(
            kind: .reading, path: convention.path(key, on: day), headers: keys.headers(at: seconds))
        let (seal, codes, convention) = (InsurerSeal(keys, at: seconds), codes, convention)
        return try await line.ask(request) { (reply) throws(InsurerRefusal) in
            // PCare answers "no content" for nobody.
            if reply.status == 204, convention == .pcare { throw .notFound }
            let record: InsurerRecord
            do throws(InsurerRefusal) {
                record = try InsurerReading.record(in: reply.body, seal: seal, codes: codes)
            } catch {
                throw Insurer.refusal(error, status: reply.status)
            }
            guard record.answers(key) else { throw .garbage(.otherPerson) }
            return record
        }
    }

    /// An HTTP status tells why only when the body does not. A page that is not there is no participant who is not.
    private static func refusal(_ refusal: InsurerRefusal, status: Int) -> InsurerRefusal {
        guard case .garbage = refusal, status != 200 else { return refusal }
        return [401, 403].contains(status) ? .wrongSignature : .unanswered(.failed(status: status))
    }
}

extension Insurer.Convention {
    func path(_ key: Insurer.Key, on day: Day) -> String {
        switch (self, key) {
        case (.vclaim, .card(let card)): "/Peserta/nokartu/\(card.digits)/tglSEP/\(day)"
        case (.vclaim, .nik(let nik)): "/Peserta/nik/\(nik.digits)/tglSEP/\(day)"
        case (.pcare, .card(let card)): "/peserta/noka/\(card.digits)"
        case (.pcare, .nik(let nik)): "/peserta/nik/\(nik.digits)"
        }
    }
}

extension InsurerRecord {
    /// Whether the record can be that of the one asked for. A number that the insurer does not tell proves nothing.
    func answers(_ key: Insurer.Key) -> Bool {
        switch key {
        case .card(let asked): card == nil || card == asked
        case .nik(let asked): nik == nil || nik == asked
        }
    }
}
