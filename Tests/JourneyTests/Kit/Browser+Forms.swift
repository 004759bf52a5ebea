/// What a person does with the centre's forms.
extension Browser {
    /// Somebody of the demo, signed in, without a telephone.
    static func of(
        _ user: String, in centre: Sahut, at path: String, on screen: Screen = .desk
    ) async throws -> Browser {
        let browser = try await start(
            on: centre.stage, named: user, saying: .silence(seconds: 1, rate: 48_000), screen: screen)
        try await browser.signIn(user, password: Sahut.password, at: centre, to: path)
        return browser
    }

    func open(_ path: String, of centre: Sahut) async throws { try await open(centre.address(path)) }

    /// Goes on in the tab that a link has opened last.
    func goToNewestTab() async throws {
        let tabs = try await Patience.until("a tab has opened") {
            let tabs = try await self.tabs
            return tabs.count > 1 ? tabs : nil
        }
        try await enter(tab: tabs[tabs.count - 1])
    }

    /// Ticks a box or a dot; without a value all of that name.
    func tick(_ name: String, _ value: String = "") async throws {
        try await Patience.until("\(name) \(value) is ticked") {
            try await self.run(
                """
                const found = [...document.querySelectorAll(`input[name="${arguments[0]}"]`)]
                    .filter(e => e.type !== 'hidden' && (arguments[1] === '' || e.value === arguments[1]));
                for (const e of found) if (!e.checked) e.click();
                return found.length > 0 && found.every(e => e.checked);
                """, [name, value], as: Bool.self)
        }
    }

    /// Chooses from a list.
    func choose(_ name: String, _ value: String) async throws {
        try await Patience.until("\(name) is \(value)") {
            try await self.run(
                """
                const list = document.querySelector(`select[name="${arguments[0]}"]`);
                if (!list) return false;
                list.value = arguments[1];
                return list.value === arguments[1];
                """, [name, value], as: Bool.self)
        }
    }

    struct Choice: Decodable, Sendable {
        let value: String
        let label: String
    }

    func choices(of name: String) async throws -> [Choice] {
        try await run(
            """
            return [...document.querySelectorAll(`select[name="${arguments[0]}"] option`)]
                .filter(e => e.value !== '').map(e => ({ value: e.value, label: e.text }));
            """, [name])
    }

    func count(_ selector: String) async throws -> Int {
        try await run("return document.querySelectorAll(arguments[0]).length", [selector])
    }
}

/// The form of a registration or change.
extension Browser {
    /// Waits for a step, fills it and hands it on.
    func step(_ name: String, _ fill: () async throws -> Void) async throws {
        let form = "form[action$='/steps/\(name)']"
        try await untilSees(form)
        try await fill()
        try await click("\(form) .button-main")
    }

    /// Chooses the first health centre that is not among some, with its place.
    func chooseFacility(otherThan some: [String] = []) async throws -> Choice {
        let choices = try await choices(of: "facility")
        let choice = try await Patience.until("there is a facility") {
            choices.first { choice in !some.contains { choice.label.contains($0) } }
        }
        try await choose("region", String(choice.value.prefix(4)))
        try await choose("facility", choice.value)
        return choice
    }

    /// The caller's yes, proved by the recording.
    func consent(_ name: String) async throws {
        try await tick(name)
        try await choose(name, "call-recording")
    }

    func handIn() async throws { try await click("form[action$='/submissions'] button") }

    /// Does what the back office does with a change, a button that stands alone.
    func decide(_ deed: String) async throws { try await click("form[action$='/\(deed)'] button") }
}
