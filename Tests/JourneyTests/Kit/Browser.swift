import Foundation
import NIOPosix

/// A real browser (Chromium without a window) with a person before it: they click, type, look, speak and listen.
final class Browser: Sendable {
    private let driver: WebDriver
    private let child: ChildProcess
    private let stage: Stage

    /// What it is looked at on.
    enum Screen { case desk, phone }

    /// Starts a browser whose microphone hears `says`, over and over.
    static func start(
        on stage: Stage, named name: String, saying says: Sound, screen: Screen = .desk
    ) async throws -> Browser {
        let port = Ports.free()
        let folder = stage.path("browser-\(name)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let microphone = folder.appendingPathComponent("says.wav")
        try says.write(to: microphone)
        let child = try stage.start("chromedriver", ["--port=\(port)"], named: "browser-\(name)")
        var driver = WebDriver(port: port)
        try await Patience.until("chromedriver is ready") {
            do {
                return try await WebDriver(port: port).ask("GET", "status", as: Status.self).ready
            } catch is NIOConnectionError {
                return false
            }
        }
        let arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--autoplay-policy=no-user-gesture-required", "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream", "--use-file-for-fake-audio-capture=\(microphone.path)",
            "--allow-loopback-in-peer-connection", "--ignore-certificate-errors", "--lang=id",
            "--user-data-dir=\(folder.path)/profile", "--window-size=1366,900",
        ]
        let wish = Wish(arguments: arguments, screen)
        driver.prefix = try await "/session/\(driver.ask("POST", "session", wish, as: Session.self).sessionId)"
        return Browser(driver, child, stage)
    }

    private init(_ driver: WebDriver, _ child: ChildProcess, _ stage: Stage) {
        (self.driver, self.child, self.stage) = (driver, child, stage)
    }

    private struct Status: Decodable { let ready: Bool }
    private struct Session: Decodable { let sessionId: String }

    private struct Wish: Encodable {
        let capabilities: Capabilities

        struct Capabilities: Encodable { let alwaysMatch: Match }

        struct Match: Encodable {
            let acceptInsecureCerts = true
            let options: Options
            enum CodingKeys: String, CodingKey {
                case acceptInsecureCerts
                case options = "goog:chromeOptions"
            }
        }

        struct Options: Encodable {
            let binary = "/usr/bin/chromium"
            let args: [String]
            let mobileEmulation: Emulation?
        }

        /// A window is never as narrow as a telephone.
        struct Emulation: Encodable {
            let deviceMetrics = ["width": 390, "height": 844, "pixelRatio": 2]
        }

        init(arguments: [String], _ screen: Screen) {
            let emulation = screen == .phone ? Emulation() : nil
            let options = Options(args: arguments, mobileEmulation: emulation)
            capabilities = Capabilities(alwaysMatch: Match(options: options))
        }
    }

    // MARK: - Going somewhere

    func open(_ address: URL) async throws { try await driver.ask("POST", "url", ["url": address.absoluteString]) }
    func reload() async throws { try await driver.ask("POST", "refresh") }

    var address: String { get async throws { try await driver.ask("GET", "url", as: String.self) } }

    /// The page as a PNG, for a person who looks into a failure.
    func screenshot(to file: URL) async throws {
        let text = try await driver.ask("GET", "screenshot", as: String.self)
        try (Data(base64Encoded: text) ?? Data()).write(to: file)
    }

    /// The tab is gone in an instant, as when the machine loses power.
    func vanish() async throws {
        try await driver.ask("DELETE", "window")
    }

    /// The open tabs, in the order of their opening.
    var tabs: [String] { get async throws { try await driver.ask("GET", "window/handles", as: [String].self) } }

    func enter(tab: String) async throws { try await driver.ask("POST", "window", ["handle": tab]) }

    // MARK: - Acting

    private struct Element: Decodable {
        let id: String
        enum CodingKeys: String, CodingKey { case id = "element-6066-11e4-a52e-4f735466cecf" }
    }

    private func find(_ selector: String) async throws -> Element {
        try await Patience.until("the page has \(selector)") {
            do {
                return try await driver.ask(
                    "POST", "element", ["using": "css selector", "value": selector], as: Element.self)
            } catch let refusal as WebDriver.Refused where refusal.error == "no such element" {
                return nil
            }
        }
    }

    /// Clicks as a person does, once the thing is there and can be clicked.
    func click(_ selector: String) async throws {
        try await Patience.until("\(selector) can be clicked") {
            do {
                try await driver.ask("POST", "element/\(try await find(selector).id)/click")
                return true
            } catch let refusal as WebDriver.Refused where Browser.passing.contains(refusal.error) {
                return false
            }
        }
    }

    /// What a live page does between looking and clicking.
    private static let passing: Set = [
        "stale element reference", "element not interactable", "element click intercepted", "no such element",
    ]

    func type(_ text: String, into selector: String) async throws {
        try await Patience.until("\(selector) takes text") {
            do {
                let id = try await find(selector).id
                try await driver.ask("POST", "element/\(id)/clear")
                try await driver.ask("POST", "element/\(id)/value", ["text": text])
                return true
            } catch let refusal as WebDriver.Refused where Browser.passing.contains(refusal.error) {
                return false
            }
        }
    }

    /// Presses a key with nothing but the page in focus, as shortcuts are pressed.
    func press(_ key: String) async throws {
        struct Keys: Encodable {
            struct Source: Encodable {
                let type = "key"
                let id = "keyboard"
                let actions: [Step]
            }
            struct Step: Encodable {
                let type: String
                let value: String
            }
            let actions: [Source]
        }
        let steps = [Keys.Step(type: "keyDown", value: key), Keys.Step(type: "keyUp", value: key)]
        try await driver.ask("POST", "actions", Keys(actions: [.init(actions: steps)]))
    }

    // MARK: - Looking

    private struct Script: Encodable {
        let script: String
        let args: [String]
    }

    /// The value of a function body run in the page; `arguments[0]` and so on are the texts given.
    func run<Value: Decodable>(
        _ script: String, _ arguments: [String] = [], as type: Value.Type = Value.self
    ) async throws -> Value {
        try await driver.ask("POST", "execute/sync", Script(script: script, args: arguments), as: Value.self)
    }

    func run(_ script: String) async throws {
        try await driver.ask("POST", "execute/sync", Script(script: script, args: []))
    }

    /// The text that a person sees in the first match; `nil` when there is none.
    func text(of selector: String) async throws -> String? {
        try await run("return document.querySelector(arguments[0])?.innerText ?? null", [selector], as: String?.self)
    }

    func untilSees(_ selector: String, within limit: Duration = .seconds(15)) async throws {
        try await Patience.until("the page shows \(selector)", within: limit) {
            try await self.run(
                "const e = document.querySelector(arguments[0]); return !!e && e.offsetParent !== null", [selector],
                as: Bool.self)
        }
    }

    func untilGone(_ selector: String, within limit: Duration = .seconds(15)) async throws {
        try await Patience.until("\(selector) is gone from the page", within: limit) {
            try await self.text(of: selector) == nil
        }
    }

    func untilText(
        of selector: String, contains words: String, within limit: Duration = .seconds(15)
    ) async throws {
        try await Patience.until("\(selector) says \(words)", within: limit) {
            try await self.text(of: selector)?.contains(words) == true
        }
    }
}

/// The name of a thing that tests look for.
func testID(_ name: String) -> String { "[data-testid=\"\(name)\"]" }
