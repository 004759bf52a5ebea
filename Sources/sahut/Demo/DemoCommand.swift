import ArgumentParser

/// `sahut demo`: a believable centre on this machine, and ways to ring it.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Runs a demo centre with synthetic people, or rings it.",
        subcommands: [DemoRunCommand.self, DemoCallCommand.self, DemoDayCommand.self, DemoMembersCommand.self],
        defaultSubcommand: DemoRunCommand.self)
}

/// `sahut demo run`: seeds on the first start, then keeps serve, voice and the servers that stand in for its partners
/// alive until it is stopped.
struct DemoRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Seeds the demo on the first start, and runs the centre.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        var arguments = ["--centre-demo", "true"] + options.settings
        var configuration = try SahutConfiguration.read(arguments: arguments, file: options.file)
        let partners = DemoPartners(missingIn: configuration)
        arguments += partners.settings
        configuration = try SahutConfiguration.read(arguments: arguments, file: options.file)
        try await DemoCentre.prepare(configuration)
        let file = options.file.map { ["--config", $0] } ?? []
        let supervisor = Supervisor(
            arguments: file + arguments, others: partners.commands, configuration: configuration)
        try await supervisor.run()
    }
}
