import Database
import Foundation
import Kernel
import Testing

extension Journeys {
    /// What a newcomer does in the first two minutes.
    @Suite("the demo")
    struct Demo {
        @Test("a start says where the centre is, and each log-in that it prints leads to a page; the first one seeds")
        func start() async throws {
            let first = try await DemoSeed.of(.sqlite).said
            #expect(first.contains("Hiring people") && Welcome(in: first) != nil)
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let welcome = try await Patience.until("the centre says where it is") { Welcome(in: centre.said) }
                #expect(!centre.said.contains("Hiring people"))
                #expect(Set(welcome.people.map(\.role)) == Set(Role.allCases.map(\.rawValue)))
                #expect(welcome.telephone == "sip:165@127.0.0.1:\(centre.sipPort)")
                let pages = try #require(URL(string: welcome.pages))
                #expect(try await Visitor(on: stage).ask(pages).body.contains("action=\"/demo/calls\""))
                for person in welcome.people {
                    let page = try await Visitor(on: stage).signIn(person.user, welcome.password, at: centre)
                    #expect(page.status == 200, "\(person.user) sees \(page.status) at \(page.place)")
                    #expect(page.place != "/sign-in", "\(person.user) is let in")
                    #expect(page.body.contains("action=\"/sign-out\""), "\(person.user) sees a page of the signed-in")
                }
                #expect(try await centre.facts.count("staff.signed-in") == welcome.people.count)
            }
        }

        @Test("changes wait for each of those who work on them, and callers to be rung")
        func changes() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                #expect(try await centre.facts.count("change.submitted") > 60)
                let places = [
                    ("wulan", "/back-office", "href=\"/back-office/0"),
                    ("joko", "/back-office", "href=\"/back-office/0"),
                    ("wulan", "/back-office?box=registry", "href=\"/back-office/0"),
                    ("sari", "/changes?box=drafts", "href=\"/changes/0"), ("sari", "/ring-backs", "class=\"ring\""),
                    ("hadi", "/registrations/trends", "class=\"bar-fill\""),
                ]
                for (user, path, sign) in places {
                    let visitor = Visitor(on: stage)
                    _ = try await visitor.signIn(user, Sahut.password, at: centre)
                    let page = try await visitor.ask(centre.address(path))
                    #expect(page.status == 200 && page.body.contains(sign), "\(user) at \(path)")
                }
            }
        }

        @Test("escalations wait at their branch, and for those over it; the centre has some of its own")
        func escalations() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                #expect(try await centre.facts.count("ticket.opened") > 130)
                #expect(try await centre.facts.count("ticket.escalated") > 50)
                let places = [
                    ("joko", "/inbox", "href=\"/inbox/0"), ("joko", "/inbox?heap=done", "href=\"/inbox/0"),
                    ("joko", "/inbox?heap=overdue", "href=\"/inbox/0"), ("tuti", "/inbox?heap=new", "href=\"/inbox/0"),
                    ("laras", "/inbox", "href=\"/inbox/0"), ("hadi", "/inbox?heap=closed", "href=\"/inbox/0"),
                    ("sari", "/inbox", "href=\"/tickets/0"), ("budi", "/inbox?heap=questions", "href=\"/tickets/0"),
                ]
                for (user, path, sign) in places {
                    let visitor = Visitor(on: stage)
                    _ = try await visitor.signIn(user, Sahut.password, at: centre)
                    let page = try await visitor.ask(centre.address(path))
                    #expect(page.status == 200 && page.body.contains(sign), "\(user) at \(path)")
                }
            }
        }

        @Test("ringing has a week behind it: a campaign, calls of confirmations, and what participants thought of it")
        func ringing() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                #expect(try await centre.facts.count("reminder.recorded") > 40)
                #expect(try await centre.facts.count("ticket.rated") > 20)
                let places = [
                    ("budi", "/outbound/reminders", "href=\"/outbound/reminders/campaigns/0"),
                    ("fajar", "/outbound/reminders", "href=\"/outbound/reminders/uploads/0"),
                    ("budi", "/outbound/board", "class=\"rate\""), ("rina", "/outbound", "id=\"day-figures\""),
                    ("hadi", "/repeats", "<rect class=\"bar-fill\""),
                ]
                for (user, path, sign) in places {
                    let visitor = Visitor(on: stage)
                    _ = try await visitor.signIn(user, Sahut.password, at: centre)
                    let page = try await visitor.ask(centre.address(path))
                    #expect(page.status == 200 && page.body.contains(sign), "\(user) at \(path)")
                }
            }
        }

        @Test("the button on the start page rings the centre, and the agent hears somebody speak")
        func button() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let sari = try await Agent.atDesk("sari", of: centre, saying: agentTone, autoAnswer: true)
                try await sari.ready()
                let newcomer = try await Browser.start(
                    on: stage, named: "newcomer", saying: .silence(seconds: 1, rate: 48_000))
                try await newcomer.open(centre.address("/demo"))
                try await newcomer.click("form[action='/demo/calls'] button")
                try await newcomer.untilText(of: "[role=status]", contains: "sedang menelepon")

                try await sari.until("talking", within: .seconds(40))
                try await sari.browser.untilHearsSpeech()
                try await sari.browser.untilSees(testID("member-card"))
                try await sari.hangUp()
                try await sari.until("wrap-up")
                let ended = try await centre.facts.until(1, "call.ended")
                #expect(try ended[0].read(CallEnded.self).cause == "by-agent")
                // The caller is on the left, the agent on the right.
                let recorded = try await centre.facts.until(1, "call.recorded")[0].read(CallRecorded.self)
                let file = centre.storage.appendingPathComponent("recordings/\(recorded.path)")
                let sound = try await Sound.decode(opus: file, on: stage)
                #expect(Spectrum.loudness(sound.channels[0]) > 200 && !sound.has(agentTone, channel: 0))
                #expect(sound.has(agentTone, channel: 1))
            }
        }

        @Test("a day that is played in half a minute is a whole day in the facts, and its totals add up")
        func day() async throws {
            try await Stage.play { stage in
                let storage = stage.path("centre")
                _ = try await DemoSeed.of(.sqlite).copy(to: storage, on: stage)
                try await stage.run(
                    try Sahut.program,
                    [
                        "demo", "day", "--speed", "3600", "--calls", "60", "--seed", "7", "--day", "2026-11-20",
                        "--storage-folder", storage.path,
                    ])
                let facts = Facts(place: .sqlite(path: storage.appendingPathComponent("sahut.sqlite").path))
                let ends = try await facts.all("call.ended").map { try $0.read(CallEnded.self) }
                let offered = try await facts.count("call.queued")
                let answered = try await facts.count("call.connected")
                let abandoned = ends.count { $0.cause == "abandoned" }
                let lost = ends.filter { $0.agent == nil && ["network", "system", "refused"].contains($0.cause) }
                #expect(try await facts.count("call.arrived") == 60)
                #expect(ends.count == 60)
                #expect(answered > 0)
                #expect(offered == answered + abandoned + lost.count { $0.queue != nil })
                // At this speed an hour of greeting passes in moments: a call may be lost before its queue.
                let inMenu = ends.count { $0.cause == "left-menu" }
                #expect(60 == offered + inMenu + lost.count { $0.queue == nil })
                #expect(try await facts.count("call.wrapped-up") == answered)
            }
        }
    }
}

/// What the demo prints once it answers.
private struct Welcome {
    let pages: String
    let telephone: String
    let password: String
    let people: [(user: String, role: String)]

    /// Nil while not all of it has been said.
    init?(in said: String) {
        guard let start = said.range(of: "Sahut answers."), let end = said.range(of: "sahut demo call") else {
            return nil
        }
        let lines = said[start.lowerBound..<end.upperBound].split(separator: "\n").map { $0.split(separator: " ") }
        func word(after name: String) -> String? { lines.first { $0.first == name[...] }.map { String($0[1]) } }
        guard let pages = word(after: "Pages"), let telephone = word(after: "Telephone"),
            let password = word(after: "Password")
        else { return nil }
        (self.pages, self.telephone, self.password) = (pages, telephone, password)
        people = lines.drop { $0.first != "Password" }.dropFirst().prefix { $0.count == 2 }
            .map { (String($0[0]), String($0[1])) }
    }
}
