import Foundation
import Testing

@testable import Pages

@Suite("Words")
struct WordsTests {
    @Test("every key speaks both languages and every template uses known keys")
    func complete() throws {
        #expect(try WordCheck.problems(in: [.pages]).isEmpty)
    }

    @Test("the check finds a missing language, an unknown key and an inline style")
    func finds() throws {
        let problems = try WordCheck.problems(in: [try bundle()])
        #expect(
            problems == [
                "broken.half has no words in en", "broken-page.mustache asks for broken.nowhere, which has no words",
                "broken-page.mustache contains style=\", which the content security policy forbids",
            ])
    }

    @Test("arguments fill their places, and an unknown key shows itself")
    func arguments() throws {
        let catalogue = try Catalogue(bundles: [.pages])
        #expect(catalogue.text("pages.live.lost", .id, ["seconds": "4"]) == "Terputus 4 dtk, mencoba lagi")
        #expect(catalogue.text("pages.nowhere", .en) == "pages.nowhere")
    }

    @Test("a word may have words below it")
    func tree() throws {
        let words = WordNode(["a": "A", "a.b": "AB"])
        #expect(words.child(named: "a").flatMap { ($0 as? WordNode)?.renderText } == "A")
        #expect(
            (words.child(named: "a") as? WordNode)?.child(named: "b").flatMap { ($0 as? WordNode)?.renderText } == "AB")
    }

    /// A bundle with everything wrong in it.
    private func bundle() throws -> Bundle {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("words-\(UUID().uuidString)")
        let folder = root.appendingPathComponent("Templates")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(#"{"broken.half": {"id": "Separuh"}}"#.utf8).write(
            to: folder.appendingPathComponent("broken-words.json"))
        try Data(#"<p style="color: red">{{t.broken.half}} {{#t.broken.nowhere}}{{/t.broken.nowhere}}</p>"#.utf8)
            .write(to: folder.appendingPathComponent("broken-page.mustache"))
        return try #require(Bundle(path: root.path))
    }
}
