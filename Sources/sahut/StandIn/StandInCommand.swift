public import ArgumentParser
import Foundation
import Kernel
import Logging
public import Members

/// `sahut standin registry|insurer`: a server on this machine that stands in for a partner, with synthetic people and
/// faults on command.
struct StandInCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "standin", abstract: "Stands in for the population registry or the insurer, for demo and tests.",
        discussion: """
            It answers on 127.0.0.1 only, by the keys of the configuration, or the demo's where there are none. \
            GET /people tells who is not a participant yet; GET /faults what it does; POST /faults \
            {"fault": "slow", "seconds": 60, "delaySeconds": 5} makes it do wrong.
            """)

    enum Partner: String, ExpressibleByArgument, CaseIterable { case registry, insurer }

    @Argument(help: "registry or insurer.")
    var partner: Partner

    @Option(help: "The port; 0 takes any free one.")
    var port = 0

    @Option(help: "The seed of the people: the demo's, unless another is wanted.")
    var seed = DemoMembers.seed

    @Option(help: "A JSON file of people to know instead.")
    var people: String?

    @Option(help: "So many questions a day are answered. Left out: any number.")
    var quota: Int?

    @Option(help: "What to do wrong from the start: none, slow, errors, garbage, quota, wrong-signature, down.")
    var fault = StandInFault.none

    @Option(help: "How many seconds late slow answers.")
    var delay: Double?

    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("a port is a whole number up to 65535") }
    }

    func run() async throws {
        let configuration = DemoPartners.completed(try options.read())
        let logger = CentreLog.start(configuration, process: "standin.\(partner.rawValue)")
        let folk = try known()
        let server = server(configuration, StandInPeople(folk), logger)
        let (partner, people) = (partner, folk.count)
        try await server.run(port: port) { port in
            logger.notice("stands in", metadata: ["for": "\(partner.rawValue)", "people": "\(people)"])
            // Not through the buffer of print: whoever started this waits for the line.
            FileHandle.standardOutput.write(Data("http://127.0.0.1:\(port)\n".utf8))
        }
    }

    private func known() throws -> [StandInPerson] {
        guard let people else { return DemoFolk.everybody(seed: seed, at: SystemClock().now()) }
        do {
            return try JSONDecoder().decode(
                [StandInPerson].self, from: Data(contentsOf: URL(fileURLWithPath: people)))
        } catch { throw ValidationError("\(people) is no file of people: \(error)") }
    }

    private func server(
        _ configuration: SahutConfiguration, _ people: StandInPeople, _ logger: Logger
    ) -> StandInServer {
        let order = StandInFaults.Order(fault, delaySeconds: delay)
        switch partner {
        case .registry:
            return .registry(
                people, keys: RegistryKeys(configuration.registry), dailyQuota: quota, fault: order,
                clock: SystemClock(), logger: logger)
        case .insurer:
            return .insurer(
                people, keys: InsurerKeys(configuration.insurer), dailyQuota: quota, fault: order, clock: SystemClock(),
                logger: logger)
        }
    }
}

extension StandInFault: ExpressibleByArgument {}
