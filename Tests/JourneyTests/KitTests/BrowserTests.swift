import Foundation
import Testing

@Suite("the kit: a browser")
struct BrowserTests {
    private static let page = """
        <!doctype html><title>Ear</title>
        <button id="go" onclick="this.innerText = 'clicked'">go</button> <input id="name">
        <script>
          const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
          navigator.mediaDevices.getUserMedia({ audio: plain }).then((stream) => { window.stream = stream; });
        </script>
        """

    /// A page that listens to its microphone.
    private func ear(on stage: Stage, saying says: Sound) async throws -> Browser {
        let file = stage.path("ear.html")
        try Data(BrowserTests.page.utf8).write(to: file)
        let browser = try await Browser.start(on: stage, named: "sari", saying: says)
        try await browser.open(file)
        try await Patience.until("the microphone is open") {
            try await browser.run("return !!window.stream", as: Bool.self)
        }
        try await browser.listen(to: "window.stream")
        return browser
    }

    @Test("a browser clicks, types, and its microphone hears the tone that it is given")
    func clicksTypesAndHears() async throws {
        try await Stage.play { stage in
            let browser = try await ear(on: stage, saying: .tone(660, seconds: 10, rate: 48_000))
            try await browser.click("#go")
            try await browser.untilText(of: "#go", contains: "clicked")
            try await browser.type("Sari Wulandari", into: "#name")
            #expect(
                try await browser.run("return document.querySelector('#name').value", as: String.self)
                    == "Sari Wulandari")
            try await browser.untilHears(660)
            // A tone is not taken for a voice.
            await #expect(throws: Patience.Exhausted.self) {
                try await browser.untilHearsSpeech(within: .seconds(2))
            }
            try await browser.screenshot(to: stage.path("ear.png"))
            #expect(FileManager.default.fileExists(atPath: stage.path("ear.png").path))
        }
    }

    @Test("a browser hears somebody speak")
    func hearsSpeech() async throws {
        try await Stage.play { stage in
            let words = stage.path("words.wav")
            try await stage.run("espeak-ng", ["-v", "id", "-w", words.path, "Selamat pagi. Kartu saya hilang."])
            try await ear(on: stage, saying: try Sound(wave: words)).untilHearsSpeech()
        }
    }
}
