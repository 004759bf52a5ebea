public import Kernel
public import Logging

extension StandInServer {
    /// The population registry, known by these keys.
    public static func registry(
        _ people: StandInPeople, keys: RegistryKeys, dailyQuota: Int? = nil,
        fault: StandInFaults.Order = StandInFaults.Order(.none), clock: any WallClock, logger: Logger
    ) -> StandInServer {
        StandInServer(
            RegistryStandIn(people: people, keys: keys), people,
            faults: StandInFaults(fault, dailyQuota: dailyQuota, clock: clock), logger: logger)
    }

    /// The insurer, known by these keys: VClaim below any path, PCare as well when the keys have a sign-in.
    public static func insurer(
        _ people: StandInPeople, keys: InsurerKeys, dailyQuota: Int? = nil,
        fault: StandInFaults.Order = StandInFaults.Order(.none), clock: any WallClock, logger: Logger
    ) -> StandInServer {
        StandInServer(
            InsurerStandIn(people: people, keys: keys, clock: clock), people,
            faults: StandInFaults(fault, dailyQuota: dailyQuota, clock: clock), logger: logger)
    }
}
