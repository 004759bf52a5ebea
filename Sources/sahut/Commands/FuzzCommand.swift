import ArgumentParser
import SIP

/// `sahut fuzz sip`: throws damaged messages at the SIP engine for as long as one likes. It must never crash, hang
/// or grow.
struct FuzzCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz", abstract: "Throws damaged messages at a parser.", shouldDisplay: false)

    @Argument(help: "What to fuzz: sip.")
    var target = "sip"

    @Option(help: "How many messages.")
    var iterations = 1_000_000

    @Option(help: "The seed that a failure can be repeated from.")
    var seed: UInt64 = 1

    func validate() throws {
        guard target == "sip" else { throw ValidationError("there is only 'sip' to fuzz") }
    }

    func run() throws {
        print("seed \(seed), \(iterations) messages")
        var fuzz = SIPFuzz(seed: seed)
        print(fuzz.run(iterations: iterations))
        print("done")
    }
}
