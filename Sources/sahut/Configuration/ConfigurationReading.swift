import Foundation
import Kernel

extension SahutConfiguration {
    /// Reads the configuration: flags before the environment before the file before the defaults.
    ///
    /// - Parameters:
    ///   - arguments: what follows the command's name, such as `--web-port 8080`.
    ///   - environment: of which names that begin with `SAHUT_` are read.
    ///   - file: a YAML or JSON file; without it the one that `SAHUT_CONFIG` names, if it is set.
    /// - Throws: `ConfigurationRefusal` with everything that is wrong, not only the first.
    static func read(
        arguments: [String] = [], environment: [String: String] = ProcessInfo.processInfo.environment,
        file: String? = nil
    ) throws(ConfigurationRefusal) -> SahutConfiguration {
        var sources = [try SettingSource.flags(arguments), .environment(environment)]
        if let path = file ?? environment["SAHUT_CONFIG"] { sources.append(try .file(path)) }

        var configuration = SahutConfiguration()
        var problems = sources.flatMap(unknownNames)
        for setting in SettingTable.settings {
            do {
                guard let found = try SettingText.find(setting, in: sources) else { continue }
                if !setting.store(found.text, &configuration) {
                    problems.append(
                        .bad(
                            name: found.name, value: setting.isSecret ? nil : found.text, source: found.source,
                            accepts: setting.accepts))
                }
            } catch {
                problems.append(contentsOf: error.problems)
            }
        }
        configuration.resolvePaths()
        if problems.isEmpty { problems = configuration.clashes }
        guard problems.isEmpty else { throw ConfigurationRefusal(problems: problems) }
        return configuration
    }

    private static func unknownNames(_ source: SettingSource) -> [ConfigurationRefusal.Problem] {
        let known = SettingTable.settings.flatMap(\.names).map(source.spelling)
        return source.given.filter { !known.contains($0) }.map { name in
            let nearest = known.min { EditDistance.between(name, $0) < EditDistance.between(name, $1) }
            return .unknown(
                name: name, source: source.name,
                nearest: nearest.flatMap { EditDistance.between(name, $0) <= name.count / 3 ? $0 : nil })
        }
    }
}

/// The text of a setting, and who gave it under which name.
private struct SettingText {
    let text: String
    let name: String
    let source: String

    /// What the first of the sources that says anything says.
    static func find(
        _ setting: Setting, in sources: [SettingSource]
    ) throws(ConfigurationRefusal) -> SettingText? {
        for source in sources {
            var found: [SettingText] = []
            for name in setting.names {
                if let text = try given(name, by: source) { found.append(text) }
            }
            if found.count > 1 {
                throw ConfigurationRefusal(problems: [
                    .clash(key: found[0].name, reason: "given itself and as a file (\(source.name)); give one of them")
                ])
            }
            guard let only = found.first else { continue }
            return only.name == source.spelling(setting.name) ? only : try only.contents()
        }
        return nil
    }

    private static func given(
        _ name: SettingName, by source: SettingSource
    ) throws(ConfigurationRefusal) -> SettingText? {
        let spelled = source.spelling(name)
        do {
            return try source.text(of: name).map { SettingText(text: $0, name: spelled, source: source.name) }
        } catch {
            throw ConfigurationRefusal(problems: [
                .bad(name: spelled, value: nil, source: source.name, accepts: "one value")
            ])
        }
    }

    /// The secret in the file that the text names, without the line end that an editor leaves.
    private func contents() throws(ConfigurationRefusal) -> SettingText {
        do {
            let secret = try String(contentsOfFile: text, encoding: .utf8)
            return SettingText(text: secret.trimmingCharacters(in: .newlines), name: name, source: source)
        } catch {
            throw ConfigurationRefusal(problems: [.unreadable(name: name, path: text, error)])
        }
    }
}
