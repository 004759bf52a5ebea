import Database
import Kernel
import Staff
import Testing
import Tickets

@testable import Outbound

@Suite("Many agents at once")
struct LockPropertyTests {
    @Test("taking at the same moment, no two get one item or one number", arguments: Dialect.allCases)
    func together(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let agents = try await crew(centre, 12)
            // Twenty tickets of nine participants.
            for number in 0..<20 { try await centre.done(number, phone: "0812-5555-10\(number % 9 + 10)") }
            let now = centre.now
            let locks = try await withThrowingTaskGroup(of: RingingLock?.self) { group in
                for agent in agents {
                    group.addTask { try await centre.confirmations.takeNext(for: agent, at: now) }
                }
                return try await group.reduce(into: [RingingLock]()) { found, lock in
                    if let lock { found.append(lock) }
                }
            }
            #expect(locks.count == 9, "one for each number")
            #expect(Set(locks.map(\.phone)).count == 9 && Set(locks.map(\.purpose)).count == 9)
            #expect(Set(locks.map(\.person)).count == 9)
        }
    }

    @Test("whatever agents do in whatever order, no item and no number is in two hands", arguments: [11, 12, 13])
    func random(_ seed: UInt64) async throws {
        try await withCentre { centre in
            var random = SeededRandom(seed: seed)
            let agents = try await crew(centre, 5)
            for number in 0..<25 { try await centre.done(number, phone: "0812-5555-20\(number % 12 + 10)") }
            var held: [PersonID: RingingLock] = [:]
            for step in 0..<200 {
                guard let agent = agents.randomElement(using: &random) else { break }
                centre.clock.advance(by: .seconds(Int64.random(in: 1...240, using: &random)))
                let now = centre.now
                let found = try await centre.database.write { try $0.ringingLock(of: agent, at: now) }
                if found == nil { held[agent] = nil }
                switch Int.random(in: 0..<4, using: &random) {
                case 0, 1:
                    held[agent] = try await centre.confirmations.takeNext(for: agent, at: now)
                case 2 where held[agent] != nil:
                    try await centre.confirmations.keep(agent, at: now)
                case 3 where held[agent] != nil:
                    if case .confirmation(let id)? = held[agent]?.purpose {
                        try await centre.confirmations.release(id, by: agent, at: now)
                    }
                    held[agent] = nil
                default: break
                }
                let locks = try await centre.database.read {
                    try $0.all("SELECT * FROM outbound_locks WHERE until > \(now)", as: RingingLock.self)
                }
                let phones = Set(locks.map(\.phone))
                #expect(phones.count == locks.count, "seed \(seed), step \(step)")
                #expect(Set(locks.map(\.purpose)).count == locks.count, "seed \(seed), step \(step)")
                for lock in locks {
                    #expect(held[lock.person].map { $0.purpose == lock.purpose } ?? true, "seed \(seed), step \(step)")
                }
            }
        }
    }

    private func crew(_ centre: Centre, _ count: Int) async throws -> [PersonID] {
        let staff = StaffStore(centre.database, clock: centre.clock, passwords: Passwords(cost: .trivial))
        let hash = try await staff.hash("hujan turun di bulan juni")
        var crew: [PersonID] = []
        for number in 0..<count {
            let details = PersonDetails(
                name: "Agen \(number)", userName: UserName("agen\(number)")!, roles: [.outbound])
            let added = try await staff.add(details, password: .given(hash, mustChange: false), by: .system("test"))
            crew.append(added.person.id)
        }
        return crew
    }
}
