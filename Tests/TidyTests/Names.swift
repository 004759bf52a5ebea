/// Names are the trade's words.
enum Names {
    static let all = [types, files]

    /// Words that say nothing wherever they stand, and those that say nothing of a thing when they end its name.
    private static let never: Set<String> = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utilities", "Impl"]
    private static let neverLast: Set<String> = ["Service", "Data", "Info", "Common", "Core"]

    static func bannedWord(in name: String) -> String? {
        var words: [String] = []
        for letter in name {
            if letter.isUppercase || words.isEmpty || !letter.isLetter { words.append("") }
            if letter.isLetter { words[words.count - 1].append(letter) }
        }
        words.removeAll(where: \.isEmpty)
        return words.first(where: never.contains) ?? words.last.flatMap { neverLast.contains($0) ? $0 : nil }
    }

    static let types = Taste(
        "no type is named Manager, Helper, Util, Service, Data, Info, Impl, Common or Core", on: \.isSwift,
        refuses: [
            SourceFile("Sources/A/A.swift", "public final class CallManager {}"),
            SourceFile("Sources/A/A.swift", "struct UserInfo {}"),
            SourceFile("Sources/A/A.swift", "enum HelperKinds {}"),
        ],
        accepts: [
            SourceFile(
                "Sources/A/A.swift", "struct DataChange {}\nstruct Queue: Service {} // a Manager\nclass func core() {}"
            )
        ]
    ) { file in
        file.code.enumerated().flatMap { index, line in
            line.matches(of: /(?:struct|class|enum|actor|protocol|typealias)\s+([A-Z][A-Za-z0-9_]*)/).compactMap {
                match in
                bannedWord(in: String(match.1)).map { file.finding(index + 1, "\(match.1): \($0) says nothing") }
            }
        }
    }

    static let files = Taste(
        "no file or folder is named so either",
        on: { $0.path.hasPrefix("Sources/") || $0.path.hasPrefix("Tests/") || $0.path.hasPrefix("Benchmarks/") },
        refuses: [SourceFile("Sources/A/CallUtils.swift", ""), SourceFile("Sources/Common/A.swift", "")],
        accepts: [SourceFile("Sources/A/Queue+Waiting.swift", "")]
    ) { file in
        (file.folders + [String(file.name.prefix { $0 != "." })]).compactMap { name in
            bannedWord(in: name).map { file.finding(1, "\(name): \($0) says nothing") }
        }
    }
}
