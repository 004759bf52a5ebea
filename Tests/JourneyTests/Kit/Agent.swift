import Foundation

/// An agent at the desk: a browser that is signed in, with its telephone connected and an ear on it.
struct Agent: Sendable {
    let name: String
    let browser: Browser
    let centre: Sahut

    /// Opens a browser, signs in and comes to the desk.
    ///
    /// - Parameters:
    ///   - hertz: the tone that the agent says.
    ///   - autoAnswer: whether calls are answered by themselves.
    ///   - device: which of the agent's machines the browser runs on.
    static func atDesk(
        _ name: String, of centre: Sahut, saying hertz: Double, autoAnswer: Bool, on device: String = "desk"
    ) async throws -> Agent {
        let browser = try await Browser.start(
            on: centre.stage, named: "\(name)-\(device)", saying: .tone(hertz, seconds: 10, rate: 48_000))
        try await browser.signIn(name, password: Sahut.password, at: centre, to: "/desk?test")
        let agent = Agent(name: name, browser: browser, centre: centre)
        try await agent.untilPhoneIsConnected()
        let isTicked = "return document.querySelector('#auto-answer').checked"
        if try await browser.run(isTicked, as: Bool.self) != autoAnswer {
            try await browser.click(testID("auto-answer"))
        }
        return agent
    }

    func untilPhoneIsConnected(within limit: Duration = .seconds(15)) async throws {
        try await Patience.until("\(name)'s phone is connected", within: limit) {
            try await browser.run(
                "return window.sahutPhone?.pc?.connectionState === 'connected' "
                    + "&& !!document.getElementById('phone-audio').srcObject", as: Bool.self)
        }
        try await browser.listen(to: "document.getElementById('phone-audio').srcObject")
    }

    /// Says ready; who left the desk ready is so already.
    func ready() async throws {
        if try await state == "ready" { return }
        try await sayReady()
        try await until("ready")
    }

    func sayReady() async throws { try await browser.click(testID("act-ready")) }

    /// Remembers the connection there is, so that a new one can be told from it.
    func markConnection() async throws { try await browser.run("window.journeyConnection = window.sahutPhone.pc") }

    var hasMarkedConnection: Bool {
        get async throws {
            try await browser.run("return window.sahutPhone.pc === window.journeyConnection", as: Bool.self)
        }
    }

    func untilPhoneIsConnectedAnew(within limit: Duration = .seconds(15)) async throws {
        try await Patience.until("\(name)'s phone has a new connection", within: limit) {
            try await !hasMarkedConnection
        }
        try await untilPhoneIsConnected(within: limit)
    }

    /// The state that the panel of the telephone shows: connected, retrying, other-device and so on.
    var phone: String {
        get async throws { try await browser.run("return document.getElementById('phone').dataset.state") }
    }

    func untilPhone(_ state: String, within limit: Duration = .seconds(15)) async throws {
        try await Patience.until("\(name)'s phone is \(state)", within: limit) { try await phone == state }
    }

    func answer() async throws { try await browser.click(testID("act-answer")) }
    func hangUp() async throws { try await browser.click(testID("act-hangup")) }
    func hold() async throws { try await browser.click("#act-hold") }
    func resume() async throws { try await browser.click("#act-hold") }

    /// The state that the page shows: ready, aux, offered, talking, held, wrap-up, not-responding, unreachable.
    var state: String? {
        get async throws {
            try await browser.run(
                "return document.querySelector('[data-testid=\"desk-state\"]')?.dataset.state ?? null", as: String?.self
            )
        }
    }

    func until(_ state: String, within limit: Duration = .seconds(20)) async throws {
        try await Patience.until("\(name) is \(state)", within: limit) { try await self.state == state }
    }

    func untilHears(_ hertz: Double, within limit: Duration = .seconds(15)) async throws {
        try await browser.untilHears(hertz, within: limit)
    }

    /// What a contact was about, beside its note.
    struct Record {
        var category = "iuran"
        var region = "jakarta"
        var kind = "information"
        var outcome = "solved"
        var marks: [String] = []
        /// About the first of those whom the desk knows by the caller's number.
        var isOfMember = false
    }

    /// Writes the record as an agent does: types to choose, picks by click, saves.
    ///
    /// - Parameter ticket: nil for who may open none, and is not asked.
    func wrapUp(note: String, ticket: String? = "none", _ record: Record = Record()) async throws {
        try await browser.untilSees(testID("wrap-up"))
        try await browser.type("\(record.category)\(Agent.enter)", into: "#form-category")
        try await browser.type("\(record.region)\(Agent.enter)", into: "#form-region")
        if record.isOfMember {
            let member = try await Patience.until("the caller is known") {
                try await browser.choices(of: "member").first
            }
            try await browser.choose("member", member.value)
        }
        let choices = [("kind", record.kind), ("outcome", record.outcome)] + (ticket.map { [("ticket", $0)] } ?? [])
        for (name, value) in choices {
            try await browser.run("document.querySelector('input[name=\(name)][value=\(value)]').click()")
        }
        for mark in record.marks { try await browser.tick("mark", mark) }
        try await browser.type(note, into: "#form-note")
        try await browser.click(testID("form-save"))
    }

    /// The key, as WebDriver writes it.
    private static let enter = "\u{E007}"
}

extension Browser {
    /// A supervisor's browser with the live floor on it.
    static func atFloor(of centre: Sahut) async throws -> Browser {
        let browser = try await start(on: centre.stage, named: "budi", saying: .silence(seconds: 1, rate: 48_000))
        try await browser.signIn("budi", password: Sahut.password, at: centre, to: "/floor")
        return browser
    }

    func signIn(_ user: String, password: String, at centre: Sahut, to path: String) async throws {
        let wish = path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        try await open(centre.address("/sign-in?to=\(wish)"))
        try await type(user, into: "#user_name")
        try await type(password, into: "#password")
        try await click("form[action='/sign-in'] button")
        try await Patience.until("\(user) is in", within: .seconds(30)) { try await !self.address.contains("/sign-in") }
    }
}
