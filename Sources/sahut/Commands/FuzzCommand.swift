import ArgumentParser
import Members
import SIP

/// `sahut fuzz sip|registry|insurer`: throws damaged messages at what reads them for as long as one likes. It must
/// never crash, hang or grow.
struct FuzzCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz", abstract: "Throws damaged messages at a parser.", shouldDisplay: false)

    enum Target: String, ExpressibleByArgument, CaseIterable { case sip, registry, insurer }

    @Argument(help: "What to fuzz: sip, or the answers of the registry or the insurer.")
    var target = Target.sip

    @Option(help: "How many messages.")
    var iterations = 1_000_000

    @Option(help: "The seed that a failure can be repeated from.")
    var seed: UInt64 = 1

    func run() throws {
        print("seed \(seed), \(iterations) messages")
        switch target {
        case .sip:
            var fuzz = SIPFuzz(seed: seed)
            print(fuzz.run(iterations: iterations))
        case .registry:
            var fuzz = RegistryFuzz(seed: seed)
            print(fuzz.run(iterations: iterations))
        case .insurer:
            var fuzz = InsurerFuzz(seed: seed)
            print(try fuzz.run(iterations: iterations))
        }
        print("done")
    }
}
