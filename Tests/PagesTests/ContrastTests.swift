import Foundation
import Testing

@testable import Pages

@Suite("Colours of the design system")
struct ContrastTests {
    /// Text and the paper it stands on. AA asks 4.5 : 1 of text (WCAG 2.2, 1.4.3).
    static let texts = [
        ("ink", "paper"), ("ink", "ground"), ("ink-soft", "paper"), ("ink-soft", "ground"), ("accent", "paper"),
        ("accent", "ground"), ("accent", "accent-tint"), ("accent-deep", "paper"), ("on-accent", "accent"),
        ("on-accent", "accent-deep"), ("ink", "accent-tint"), ("ink-soft", "accent-tint"),
        ("green", "paper"), ("green", "ground"), ("green", "green-tint"), ("amber", "paper"), ("amber", "ground"),
        ("amber", "amber-tint"), ("red", "paper"), ("red", "ground"), ("red", "red-tint"), ("blue", "paper"),
        ("blue", "ground"), ("blue", "blue-tint"), ("ink", "amber-tint"), ("ink", "red-tint"), ("ink", "blue-tint"),
        ("ink", "green-tint"),
    ]
    /// Borders of fields and the ring of focus. AA asks 3 : 1 of what must be seen to be used (1.4.11).
    static let shapes = [("line-strong", "paper"), ("line-strong", "ground"), ("focus", "paper"), ("focus", "ground")]

    @Test("text is legible on its paper, in light and in dark", arguments: texts)
    func text(_ pair: (String, String)) throws {
        for theme in Theme.allCases { #expect(try ratio(pair, theme) >= 4.5, "\(pair) in \(theme)") }
    }

    @Test("what must be seen to be used stands out", arguments: shapes)
    func shape(_ pair: (String, String)) throws {
        for theme in Theme.allCases { #expect(try ratio(pair, theme) >= 3, "\(pair) in \(theme)") }
    }

    @Test("the measure is WCAG's: black on white is 21, grey #777 on white fails by a little")
    func measure() throws {
        #expect(contrast("#000000", "#ffffff") == 21)
        #expect((4.4..<4.5).contains(contrast("#777777", "#ffffff")))
    }

    enum Theme: CaseIterable { case light, dark }

    private func ratio(_ pair: (String, String), _ theme: Theme) throws -> Double {
        let tokens = try Self.tokens.get()
        let (text, paper) = (try #require(tokens[pair.0]), try #require(tokens[pair.1]))
        return theme == .light ? contrast(text.light, paper.light) : contrast(text.dark, paper.dark)
    }

    private static let tokens = Result<[String: (light: String, dark: String)], any Error> {
        let file = try #require(try Bundle.pages.files(in: "Assets").first { $0.path == "sahut.css" })
        let css = try String(contentsOf: file.url, encoding: .utf8)
        var tokens: [String: (light: String, dark: String)] = [:]
        for match in css.matches(of: /--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/) {
            tokens[String(match.1)] = (String(match.2), String(match.3))
        }
        return tokens
    }
}

/// WCAG 2.2, "contrast ratio" and "relative luminance".
private func contrast(_ one: String, _ other: String) -> Double {
    func luminance(_ hex: String) -> Double {
        let value = Int(hex.dropFirst(), radix: 16) ?? 0
        let parts = [value >> 16 & 255, value >> 8 & 255, value & 255].map { part -> Double in
            let share = Double(part) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    let (a, b) = (luminance(one), luminance(other))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}
