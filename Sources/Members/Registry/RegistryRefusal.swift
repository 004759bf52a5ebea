/// Why the registry gave neither verdict nor person.
public enum RegistryRefusal: Error, Hashable, Sendable {
    case notFound
    /// The person is there and not in force: moved, dead, twice. The branch of the registry has to look.
    case inactive(message: String)
    /// It does not accept our name, password or address: somebody has to mend the configuration.
    case accessRefused(message: String)
    /// The registry did not permit this centre to read, only to compare.
    case readingNotPermitted
    /// It says no, in its own words.
    case refused(code: String?, message: String)
    case garbage(Garbage)
    /// It could not be asked, or did not answer.
    case unanswered(PartnerRefusal)
}

extension RegistryRefusal: PartnerRefusing {
    var outcome: PartnerWatch.Outcome {
        switch self {
        case .notFound, .inactive, .refused, .readingNotPermitted: .answered
        case .accessRefused: .refusedUs
        case .garbage: .failed
        case .unanswered(.quotaUsedUp): .answered
        case .unanswered: .failed
        }
    }
}
