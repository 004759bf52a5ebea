import ArgumentParser

/// The door: one binary, one configuration, one command for each thing that a person or a service unit starts.
@main
struct Sahut: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sahut",
        abstract: "The care centre: telephone, contacts and tickets in one self-hosted server.",
        subcommands: [
            ServeCommand.self, VoiceProcessCommand.self, DemoCommand.self, MigrateCommand.self, ImportCommand.self,
            UserCommand.self, DoctorCommand.self, ConfigurationCommand.self, FuzzCommand.self, StandInCommand.self,
        ])
}
