import Foundation

/// What people see: templates under the strict content policy, words in both languages, pages that need no internet.
enum Faces {
    static let all = [inline, outside, words]

    static let inline = Taste(
        "templates hold no inline style, script or handler: the content policy forbids them",
        on: { $0.path.hasSuffix(".mustache") },
        refuses: [
            "<p style=\"color: red\">", "<style>p {}</style>", "<script>go()</script>", "<a onclick=\"go()\">",
            "<a href=\"javascript:go()\">",
        ].map { SourceFile("Sources/A/Templates/a.mustache", $0) },
        accepts: [
            SourceFile(
                "Sources/A/Templates/a.mustache",
                "<script type=\"module\" src=\"/assets/a.js\"></script><p class=\"style\">")
        ]
    ) { file in
        file.lines.enumerated().compactMap { index, line in
            let found =
                line.contains(/\sstyle\s*=/) || line.contains(/<style\b/) || line.contains(/\son[a-z]+\s*=\s*["'{]/)
                || line.contains(/<script(?![^>]*\ssrc=)/) || line.contains(/javascript:/)
            return found ? file.finding(index + 1, "inline style, script or handler") : nil
        }
    }

    static let outside = Taste(
        "pages ask nothing of the internet",
        on: { file in [".mustache", ".css", ".js"].contains { file.path.hasSuffix($0) } },
        refuses: [SourceFile("Sources/A/Assets/a.css", "@import url(https://fonts.example/a.css);")],
        accepts: [SourceFile("Sources/A/Templates/a.mustache", "<svg xmlns=\"http://www.w3.org/2000/svg\">")]
    ) { file in
        file.lines.enumerated().compactMap { index, line in
            let bare = line.replacing(/http:\/\/www\.w3\.org\/[^"']*/, with: "")
            let isComment = line.drop(while: \.isWhitespace).starts(with: /\/\/|\*|\/\*/)
            return !isComment && bare.contains(/(?:https?:)?\/\/[a-z0-9-]+\.[a-z]/)
                ? file.finding(index + 1, "an address outside") : nil
        }
    }

    static let words = Taste(
        "every word stands in the catalogue in Indonesian and in English, with the same blanks",
        on: { $0.path.hasSuffix("words.json") },
        refuses: [
            #"{"a": {"id": "Tiket"}}"#, #"{"a": {"id": "Tiket", "en": ""}}"#,
            #"{"a": {"id": "{n} tiket", "en": "tickets"}}"#,
            #"{"a": "#,
        ].map { SourceFile("Sources/A/Templates/a-words.json", $0) },
        accepts: [SourceFile("Sources/A/Templates/a-words.json", #"{"a": {"id": "{n} tiket", "en": "{n} tickets"}}"#)]
    ) { file in
        do {
            let catalogue = try JSONDecoder().decode([String: [String: String]].self, from: Data(file.text.utf8))
            return catalogue.keys.sorted().flatMap { key -> [Taste.Finding] in
                let entry = catalogue[key] ?? [:]
                guard let id = entry["id"], let en = entry["en"], !id.isEmpty, !en.isEmpty else {
                    return [file.finding(1, "\(key) lacks a language")]
                }
                let blanks = [id, en].map { Set($0.matches(of: /\{[a-zA-Z0-9]+\}/).map { String($0.output) }) }
                return blanks[0] == blanks[1] ? [] : [file.finding(1, "\(key) has other blanks in the other language")]
            }
        } catch {
            return [file.finding(1, "not a catalogue: \(error)")]
        }
    }
}
