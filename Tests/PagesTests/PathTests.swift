import Pages
import Testing

@Suite("Typed paths")
struct PathTests {
    @Test("what is interpolated is one escaped segment")
    func escapes() {
        #expect(Path("/tickets/\("7/../../x?a=b&c d")").text == "/tickets/7%2F..%2F..%2Fx%3Fa%3Db%26c%20d")
    }

    @Test("fields are added after the question mark; an absent value adds nothing")
    func fields() {
        let nothing: String? = nil
        #expect(Path("/a").with("q", "x y").with("page", 2).with("z", nothing).text == "/a?q=x%20y&page=2")
    }

    @Test(
        "a way back never leads to another site",
        arguments: [
            "//evil.example", "https://evil.example", "/\\evil.example", "evil", "", "/a b", "/\u{9}/evil.example",
        ])
    func staysHere(_ text: String) {
        #expect(Path(local: text) == nil)
    }

    @Test("a way back within the site is kept with its fields")
    func wayBack() {
        #expect(Path(local: "/tickets?state=open")?.text == "/tickets?state=open")
    }
}
