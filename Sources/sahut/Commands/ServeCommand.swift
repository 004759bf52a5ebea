import ArgumentParser
import Database

/// `sahut serve`: pages, signalling, the floor and the database. Audio is `sahut voice`'s.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serves the centre: pages, telephone signalling, the floor.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.read()
        try await Centre.open(configuration).serve()
    }
}

/// `sahut migrate`: brings the tables up to this version, and says what it did.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Brings the database up to this version of Sahut.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.read()
        let database = try CentreDatabase.open(configuration)
        let applied = try await database.migrate(CentreDatabase.migrations)
        for step in applied { print("\(step.feature) \(step.number): \(step.name)") }
        print(applied.isEmpty ? "The database is up to date." : "\(applied.count) steps applied.")
        try await database.close()
    }
}
