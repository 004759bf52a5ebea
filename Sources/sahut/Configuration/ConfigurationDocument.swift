/// docs/configuration.md, made from the table.
enum ConfigurationDocument {
    static var markdown: String {
        let rows = SettingTable.settings.map { setting in
            let byFile = setting.isSecret ? " Secret: also as `\(setting.name.ofFile.environmentName)`, a path." : ""
            return "| `\(setting.key)` | \(shown(setting)) | \(setting.unit) | \(setting.accepts) "
                + "| \(setting.reason)\(byFile) |"
        }
        return """
            # Configuration

            Made by `make docs` from the table in Sources/sahut/Configuration; do not edit.

            A setting comes from a flag, else from the environment, else from the file that `--config` or `SAHUT_CONFIG`
            names (YAML or JSON), else it has its default. One key has three spellings:

            | In the file | In the environment | As a flag |
            | --- | --- | --- |
            | `web: {drainSeconds: 5}` | `SAHUT_WEB_DRAIN_SECONDS=5` | `--web-drain-seconds 5` |

            A key that does not exist or a value that is not accepted stops the start and is named, with the mend.
            A relative path starts at `storage.folder`, and `storage.folder` itself where Sahut was started.
            `sahut config` shows what is in force, secrets left out.

            | Key | Default | Unit | Accepted | Why |
            | --- | --- | --- | --- | --- |
            \(rows.joined(separator: "\n"))

            """
    }

    private static func shown(_ setting: Setting) -> String {
        setting.defaultText.isEmpty ? "none" : "`\(setting.defaultText)`"
    }
}
