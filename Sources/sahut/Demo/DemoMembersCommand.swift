import ArgumentParser
import Database
import Foundation
import Kernel
import Members

/// `sahut demo members`: a register of any size, for figures and for trying a big centre.
struct DemoMembersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members", abstract: "Fills the register with synthetic members, to a number.",
        discussion: """
            The same seed gives the same people. Stopped at any moment, it goes on where it stopped when it is run \
            again with the same count and seed. Not for a centre with members of its own.
            """)

    @Option(help: "How many members there are to be, roughly: the last family is whole.")
    var count = 5_000_000

    @Option(help: "The seed of the people.")
    var seed: UInt64 = 165

    @Option(help: "Members a transaction; more is quicker and keeps others waiting longer.")
    var batch = 50_000

    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        guard (1...10_000_000).contains(count) else { throw ValidationError("--count takes 1 to 10000000.") }
        guard (1...100_000).contains(batch) else { throw ValidationError("--batch takes 1 to 100000.") }
    }

    func run() async throws {
        let configuration = try options.read()
        let database = try CentreDatabase.open(configuration)
        try await database.migrate(CentreDatabase.migrations)
        let store = MemberStore(database)
        let clock = SystemClock()
        var crowd = DemoCrowd(count: count, seed: seed, at: clock.now())
        let began = ContinuousClock.now
        while let members = crowd.next(atLeast: batch) {
            let known = members.last.map(\.card)
            if let known, try await store.has(known) { continue }
            do {
                try await store.enrol(members, by: .system("demo"), at: clock.now())
            } catch MemberRefusal.alreadyThere {
                throw ValidationError("The register has other members with these numbers. Use an empty database.")
            }
            let seconds = (ContinuousClock.now - began).inSeconds
            DemoCentre.say("\(groupedThousands(UInt64(crowd.made))) members, \(Int(seconds)) s")
        }
        try await database.close()
    }
}

/// Synthetic families one after the other, region by region as registers are kept.
struct DemoCrowd {
    private let count: Int
    private let seed: UInt64
    private let now: Timestamp
    private var families = 0
    private(set) var made = 0

    init(count: Int, seed: UInt64, at now: Timestamp) { (self.count, self.seed, self.now) = (count, seed, now) }

    /// nil when there are enough.
    mutating func next(atLeast batch: Int) -> [Member]? {
        guard made < count else { return nil }
        var members: [Member] = []
        while members.count < batch, made < count {
            let region = DemoMembers.regions[
                min(made * DemoMembers.regions.count / count, DemoMembers.regions.count - 1)]
            families += 1
            // Each family has a chance of its own, so that it does not depend on those before.
            var random = SeededRandom(seed: seed &* 0x9E37_79B9 &+ UInt64(families))
            let family = DemoMembers.family(families, in: region, from: made, at: now, &random)
            made += family.count
            members += family
        }
        return members
    }
}
