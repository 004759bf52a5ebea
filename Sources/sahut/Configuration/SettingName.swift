/// A key in its three spellings: `web.drainSeconds`, `SAHUT_WEB_DRAIN_SECONDS`, `--web-drain-seconds`.
struct SettingName: Hashable, Sendable {
    let key: String

    init(_ key: String) { self.key = key }

    var components: [String] { key.split(separator: ".").map(String.init) }
    var environmentName: String { "SAHUT_" + words.map { $0.uppercased() }.joined(separator: "_") }
    var flag: String { "--" + words.joined(separator: "-") }

    /// The name under which a secret is given as the path of a file that holds it.
    var ofFile: SettingName { SettingName(key + "File") }

    private var words: [String] {
        components.flatMap { component in
            component.reduce(into: [""]) { words, letter in
                if letter.isUppercase { words.append("") }
                words[words.count - 1] += letter.lowercased()
            }
        }
    }
}
