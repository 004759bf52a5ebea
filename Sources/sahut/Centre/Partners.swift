import Database
import Kernel
import Logging
import Members

/// The organisations that this centre asks. Those whose address is not configured are absent.
struct Partners: Sendable {
    let registry: PopulationRegistry?
    let insurer: RememberedInsurer?

    init(
        _ configuration: SahutConfiguration, _ database: any Database, clock: any WallClock, calendar: CentreCalendar
    ) {
        func line(_ name: String, _ side: SahutConfiguration.PartnerSide) -> PartnerLine? {
            PartnerSettings(side).map { settings in
                PartnerLine(
                    name, settings: settings, clock: clock, calendar: calendar, logger: Logger(label: "sahut.\(name)"))
            }
        }
        registry = line("registry", configuration.registry.server).map { line in
            PopulationRegistry(
                line, keys: RegistryKeys(configuration.registry), dialect: RegistryDialect(configuration.registry))
        }
        insurer = line("insurer", configuration.insurer.server).map { line in
            RememberedInsurer(
                Insurer(
                    line, convention: configuration.insurer.convention, keys: InsurerKeys(configuration.insurer),
                    codes: InsurerCodes(configuration.insurer), clock: clock), in: database,
                fresh: .seconds(Int64(configuration.insurer.freshMinutes) * 60), calendar: calendar, clock: clock)
        }
    }

    var lines: [PartnerLine] { [registry?.line, insurer?.insurer.line].compactMap { $0 } }

    /// Ends the connections.
    func close() async throws {
        try await registry?.line.close()
        try await insurer?.insurer.line.close()
    }
}
