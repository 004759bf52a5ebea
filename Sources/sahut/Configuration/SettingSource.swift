import Configuration
import Foundation
import Synchronization

/// One place that settings come from: flags, the environment or a file.
struct SettingSource: Sendable {
    /// As a refusal names it.
    let name: String
    /// Every name that this source gives, spelled as it spells them.
    let given: [String]
    /// How this source spells a key.
    let spelling: @Sendable (SettingName) -> String
    private let snapshot: any ConfigSnapshot

    /// What this source says of a key, or `nil` when it says nothing.
    func text(of name: SettingName) throws -> String? {
        let key = AbsoluteConfigKey(name.components)
        let value: ConfigValue?
        do {
            value = try snapshot.value(forKey: key, type: .string).value
        } catch {
            // Not one text, so it is a list: a YAML sequence, or a flag whose value has commas.
            value = try snapshot.value(forKey: key, type: .stringArray).value
        }
        switch value?.content {
        case .string(let text): return text
        case .stringArray(let texts): return texts.joined(separator: ",")
        default: return nil
        }
    }
}

extension SettingSource {
    /// `--web-port 8080` and `--web-port=8080`. A flag without a value, or a value without a flag, is refused.
    static func flags(_ arguments: [String]) throws(ConfigurationRefusal) -> SettingSource {
        var given: [String] = []
        var awaitsValue: String?
        for argument in arguments {
            if let flag = awaitsValue {
                guard !argument.hasPrefix("--") else { throw .missingValue(of: flag) }
                awaitsValue = nil
            } else if argument.hasPrefix("--") {
                let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                given.append(String(parts[0]))
                if parts.count == 1 { awaitsValue = argument }
            } else {
                throw ConfigurationRefusal(problems: [.unknown(name: argument, source: "flags", nearest: nil)])
            }
        }
        if let flag = awaitsValue { throw .missingValue(of: flag) }
        return SettingSource(
            name: "flags", given: given, spelling: \.flag,
            snapshot: CommandLineArgumentsProvider(arguments: ["sahut"] + arguments).snapshot())
    }

    /// `SAHUT_WEB_PORT=8080`. Names that do not begin so are not ours.
    static func environment(_ variables: [String: String]) -> SettingSource {
        let ours = variables.filter { $0.key.hasPrefix("SAHUT_") && $0.key != "SAHUT_CONFIG" }
        let bare = Dictionary(uniqueKeysWithValues: ours.map { (String($0.key.dropFirst("SAHUT_".count)), $0.value) })
        return SettingSource(
            name: "environment", given: ours.keys.sorted(), spelling: \.environmentName,
            snapshot: EnvironmentVariablesProvider(environmentVariables: bare).snapshot())
    }

    /// A YAML file of nested keys. JSON is YAML too.
    static func file(_ path: String) throws(ConfigurationRefusal) -> SettingSource {
        let given = Mutex<[String]>([])
        do {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            // The library asks of each key in the file whether it is secret: the one place where it tells the keys.
            let options = YAMLSnapshot.ParsingOptions(
                secretsSpecifier: .dynamic { key, _ in
                    given.withLock { $0.append(key) }
                    return SettingTable.settings.contains { $0.key == key && $0.isSecret }
                })
            let snapshot = try YAMLSnapshot(data: bytes.bytes, providerName: path, parsingOptions: options)
            return SettingSource(
                name: path, given: given.withLock { $0.sorted() }, spelling: \.key, snapshot: snapshot)
        } catch {
            throw ConfigurationRefusal(problems: [.unreadable(name: "--config", path: path, error)])
        }
    }
}

extension ConfigurationRefusal {
    fileprivate static func missingValue(of flag: String) -> ConfigurationRefusal {
        ConfigurationRefusal(problems: [.bad(name: flag, value: nil, source: "flags", accepts: "a value after it")])
    }
}
