import Foundation

/// Why Sahut does not start: every setting that is wrong, each with its key and the mend.
struct ConfigurationRefusal: Error, Equatable, CustomStringConvertible {
    let problems: [Problem]

    enum Problem: Hashable, Sendable {
        /// No setting has this name; `nearest` is the one that may have been meant.
        case unknown(name: String, source: String, nearest: String?)
        /// The value is `nil` when it is a secret.
        case bad(name: String, value: String?, source: String, accepts: String)
        case unreadable(name: String, path: String, reason: String)
        /// Settings that are right alone and wrong together.
        case clash(key: String, reason: String)
    }

    var description: String {
        "Sahut does not start: \(problems.count == 1 ? "a setting is" : "\(problems.count) settings are") wrong.\n"
            + problems.map { "  " + $0.text }.joined(separator: "\n")
    }
}

extension ConfigurationRefusal.Problem {
    /// What `error` says of a file that could not be read, in one line.
    static func unreadable(name: String, path: String, _ error: any Error) -> Self {
        let reason = error is CocoaError ? "there is no such file, or it may not be read" : "\(error)"
        return .unreadable(name: name, path: path, reason: reason)
    }

    var text: String {
        switch self {
        case .unknown(let name, let source, let nearest):
            "\(name) (\(source)): there is no such setting" + (nearest.map { "; did you mean \($0)?" } ?? ".")
        case .bad(let name, let value, let source, let accepts):
            "\(name) (\(source)): \(value.map { "\"\($0)\"" } ?? "the value given") is not accepted; give \(accepts)."
        case .unreadable(let name, let path, let reason):
            "\(name): cannot read \(path): \(reason)"
        case .clash(let key, let reason):
            "\(key): \(reason)."
        }
    }
}
