import NIOCore
import Testing

@testable import Pages

@Suite("Forms")
struct FormTests {
    @Test("what was typed is read with its escapes, several values of a name included")
    func urlEncoded() {
        let values = readURLEncoded(Array("name=Citra+Ayu%20%26+Co&roles=inbound&roles=social&empty=&flag".utf8))
        #expect(values == ["name": ["Citra Ayu & Co"], "roles": ["inbound", "social"], "empty": [""], "flag": [""]])
    }

    @Test("broken escapes and broken UTF-8 are refused", arguments: ["a=%4", "a=%zz", "a=%ff", "%=1"])
    func broken(_ text: String) {
        #expect(readURLEncoded(Array(text.utf8)) == nil)
    }

    @Test("a form with a file is read, line breaks within the file included")
    func multipart() throws {
        let body = [
            "--x", "Content-Disposition: form-data; name=\"title\"", "", "Salam",
            "--x", "Content-Disposition: form-data; name=\"prompt\"; filename=\"a b.wav\"", "Content-Type: audio/wav",
            "",
            "RIFF\r\n--not the end\r\n", "--x--", "",
        ].joined(separator: "\r\n")
        let form = try #require(readMultipart(ByteBuffer(string: body), boundary: "x"))
        #expect(form["title"] == "Salam")
        let file = try #require(form.file("prompt"))
        #expect(file.name == "a b.wav" && file.contentType == "audio/wav")
        #expect(String(buffer: file.content) == "RIFF\r\n--not the end\r\n")
    }

    @Test("two files of one name are both there, in their order")
    func twoFiles() throws {
        let part = { (content: String) in
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(content).txt\"\r\n\r\n\(content)\r\n"
        }
        let form = try #require(readMultipart(ByteBuffer(string: part("one") + part("two") + "--x--"), boundary: "x"))
        #expect(form.files("file").map { String(buffer: $0.content) } == ["one", "two"])
        #expect(form.file("file")?.name == "one.txt")
        #expect(form.files("other").isEmpty)
    }

    @Test(
        "a form in parts that breaks off is refused",
        arguments: [
            "", "--x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue", "--y--", "--x\r\n\r\n--x--",
        ])
    func multipartBroken(_ body: String) {
        #expect(readMultipart(ByteBuffer(string: body), boundary: "x") == nil)
    }

    @Test("a form shows what was typed with the first complaint of each field, and never a forgotten password")
    func model() throws {
        var form = Form(["name": " ", "password": "rahasia sekali"])
        form.fail("name", "pages.refused.size.title")
        form.fail("name", "pages.refused.form.title")
        form.forget("password")
        let model = form.model(try context())
        let name = try #require(model["name"] as? [String: Any])
        #expect(name["value"] as? String == " ")
        #expect(name["error"] as? String == "Kiriman terlalu besar")
        #expect(model["password"] == nil)
        #expect(model["wrong"] as? Bool == true)
        #expect(form["name"] == nil, "a blank field is no value")
    }

    private func context() throws -> PageContext {
        var context = PageContext(logger: quietLogger(), requestID: "test-request", remoteAddress: nil)
        context.catalogue = try Views(bundles: []).catalogue
        return context
    }
}
