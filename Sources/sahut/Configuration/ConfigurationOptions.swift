import ArgumentParser
import Foundation

/// What every command that needs the configuration takes: `@OptionGroup var options: ConfigurationOptions`.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "A YAML or JSON file of settings.")
    var file: String?

    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp(
            "Settings as flags, such as --web-port 8080; `sahut config --table` lists them.", valueName: "setting"))
    var settings: [String] = []

    /// - Throws: `ConfigurationRefusal`, whose description is for people.
    func read() throws -> SahutConfiguration {
        try SahutConfiguration.read(arguments: settings, file: file)
    }
}

/// `sahut config`: what is in force; with `--table`, the documentation of every setting.
struct ConfigurationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Shows the configuration in force, or refuses it and says why.")

    @Flag(help: "Print docs/configuration.md instead.")
    var table = false

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        if table { return print(ConfigurationDocument.markdown, terminator: "") }
        let configuration = try options.read()
        for setting in SettingTable.settings {
            let shown = setting.show(configuration)
            print("\(setting.key) = \(setting.isSecret && !shown.isEmpty ? "(secret)" : shown)")
        }
    }
}
