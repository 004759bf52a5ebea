public import Foundation

/// For tests: finds words that are missing.
public enum WordCheck {
    /// Keys that lack a language, keys that templates ask for and nobody has, styles and scripts within templates.
    /// Empty when all is well.
    ///
    /// `using`: the bundles whose words the templates of `bundles` may also use; those of Pages always.
    public static func problems(in bundles: [Bundle], using others: [Bundle] = []) throws -> [String] {
        let catalogue = try Catalogue(bundles: [.module] + others + bundles.filter { $0 !== Bundle.module })
        var problems: [String] = []
        for (key, words) in catalogue.entries.sorted(by: { $0.key < $1.key }) {
            for language in Language.allCases where words[language, default: ""].isEmpty {
                problems.append("\(key) has no words in \(language.rawValue)")
            }
        }
        for bundle in bundles {
            for file in try bundle.files(in: "Templates") where file.path.hasSuffix(".mustache") {
                let template = try String(contentsOf: file.url, encoding: .utf8)
                for key in Set(keys(in: template)).sorted() where catalogue.entries[key] == nil {
                    problems.append("\(file.path) asks for \(key), which has no words")
                }
                for banned in ["style=\"", "onclick=", "<style", "javascript:"] where template.contains(banned) {
                    problems.append("\(file.path) contains \(banned), which the content security policy forbids")
                }
            }
        }
        return problems
    }

    /// The keys in `{{t.…}}`.
    static func keys(in template: String) -> [String] {
        template.components(separatedBy: "{{").dropFirst().compactMap { rest in
            let tag = rest.prefix { $0 != "}" }.drop { "{&#^/ ".contains($0) }
            return tag.hasPrefix("t.") ? String(tag.dropFirst(2)) : nil
        }
    }
}
