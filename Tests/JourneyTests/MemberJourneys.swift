import Database
import Foundation
import Kernel
import Testing

extension Journeys {
    /// Members, from the call to what becomes of it.
    @Suite("members")
    struct MemberJourneys {
        /// The head of the demo's first family, who rings from the number below.
        static let card = "0009990000001"
        static let number = "081000000001"

        @Test("a known number opens the member, masked; a number is shown for a reason, and the look stands")
        func callOpensMember() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let sari = try await Agent.atDesk("sari", of: centre, saying: agentTone, autoAnswer: true)
                try await sari.ready()
                let ani = try await caller(on: stage, named: Self.number)
                try await ani.ringForInformation(centre)
                try await sari.until("talking")

                let browser = sari.browser
                try await browser.untilSees(testID("member-card"))
                let member: String = try await browser.run(
                    "return document.querySelector('[data-testid=\"member-card\"]').dataset.member")
                try await browser.click("\(testID("member-card")) .member-name a[href*='/members/']")
                try await browser.goToNewestTab()
                try await browser.untilSees(".member-page")
                #expect(try await browser.address.contains("/members/\(member)?for="))
                let nik = "[data-field='nik']"
                #expect(try await browser.text(of: nik)?.contains("x") == true)

                let unmask = "dd:has(\(nik))"
                try await browser.click("\(unmask) summary")
                try await browser.click("\(unmask) button[value='compare']")
                try await browser.untilText(of: ".refusal.info", contains: "Ditampilkan tanpa samaran")
                #expect(try await browser.text(of: nik)?.filter(\.isNumber).count == 16)
                #expect(try await centre.facts.count("member.unmasked") == 1)
                try await browser.open("/members/\(member)", of: centre)
                try await browser.untilText(of: nik, contains: "x")

                let budi = try await Browser.of("budi", in: centre, at: "/members/\(member)/looks")
                try await budi.untilText(of: "table.list", contains: "Sari Puspita Lestari")
                #expect(try await budi.count("table.list tbody tr") >= 3)
            }
        }

        @Test("the demo's insurer knows the demo's members: one press says what it knows, with its age")
        func insurerAnswers() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let (id, _, _) = try await centre.facts.member(with: Self.card)
                let visitor = Visitor(on: stage)
                _ = try await visitor.signIn("sari", Sahut.password, at: centre)
                let page = centre.address("/members/\(id)")
                let before = try await visitor.ask(page).body
                #expect(before.contains("Menurut BPJS (PCare)") && before.contains("Belum pernah ditanyakan."))
                let token = try #require(before.firstMatch(of: /name="_csrf" value="([^"]*)"/).map { String($0.1) })
                let asked = try await visitor.ask(
                    centre.address("/members/\(id)/insurer-answers"), form: ["_csrf": token])
                #expect(asked.status == 303)
                let after = try await visitor.ask(page).body
                #expect(after.contains("baru saja") && after.contains("Tunggakan") && after.contains("PUSKESMAS"))
                let facts = try await centre.facts.all("member.insurer-asked")
                // Newcomers of the demo are asked for by themselves.
                #expect(facts.count { $0.subject.id == id } == 1)
            }
        }

        @Test("a change that the back office returns is mended, approved, and stands on the member's page")
        func changeReturns() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let (id, born, now) = try await centre.facts.member(with: Self.card)
                let sari = try await Browser.of("sari", in: centre, at: "/members/\(id)/identity")
                try await sari.proveIdentity(card: Self.card, born: born)
                try await sari.click("button[name='kind'][value='facility-change']")
                var wished = Browser.Choice(value: "", label: "")
                try await sari.step("facility") {
                    try await sari.tick("facilityReason", "wish")
                    wished = try await sari.chooseFacility(otherThan: [now])
                }
                try await sari.step("ringBack") { try await sari.type("081000000001", into: "#f-ringBackPhone") }
                let change = try await sari.change
                try await sari.handIn()
                try await centre.facts.until(1, "change.submitted", of: change)

                let wulan = try await Browser.of("wulan", in: centre, at: "/back-office")
                try await wulan.click("a[href*='\(change)']")
                try await wulan.untilText(of: ".before-after", contains: wished.label)
                try await wulan.decide("takings")
                try await wulan.click("details:has(form[action$='/returns']) summary")
                try await wulan.type("Puskesmas ini penuh; tanyakan pilihan lain.", into: "#return-reason")
                try await wulan.decide("returns")
                try await centre.facts.until(1, "change.returned", of: change)

                try await sari.open("/changes/\(change)", of: centre)
                try await sari.untilText(of: ".refusal.info", contains: "Puskesmas ini penuh")
                try await sari.open("/changes/\(change)?step=facility", of: centre)
                var mended = wished
                try await sari.step("facility") {
                    mended = try await sari.chooseFacility(otherThan: [now, wished.label])
                }
                try await sari.handIn()
                try await centre.facts.until(2, "change.submitted", of: change)

                try await wulan.open("/back-office/\(change)", of: centre)
                try await wulan.decide("takings")
                try await wulan.untilText(of: ".before-after", contains: mended.label)
                try await wulan.decide("approvals")
                try await centre.facts.until(1, "change.approved", of: change)
                try await sari.open("/members/\(id)", of: centre)
                try await sari.untilText(of: "[data-field='facility']", contains: mended.label)
            }
        }

        @Test("a family registers by telephone while the registry is up: read, handed in, and insured at once")
        func registryUp() async throws {
            try await Stage.play { stage in
                let registry = try await RegistryStandIn.start(on: stage)
                let family = try await registry.newFamily()
                let centre = try await Sahut.open(on: stage, registry.settings)
                let sari = try await Agent.atDesk("sari", of: centre, saying: agentTone, autoAnswer: true)
                try await sari.ready()
                let ani = try await caller(on: stage, named: "081000099999")
                try await ani.ringForInformation(centre)
                try await sari.until("talking")

                let browser = sari.browser
                try await browser.click(testID("register-family"))
                try await browser.goToNewestTab()
                try await browser.click("form[action='/changes'] .button-main")
                try await browser.step("card") { try await browser.type(family[0].card, into: "#f-familyCard") }
                let change = try await browser.change
                try await browser.fetchFamily(family)
                try await browser.registerFamily()
                try await browser.handIn()
                try await browser.untilText(of: "h1 + .badge", contains: "Disetujui")

                let facts = try await centre.facts.story(of: Subject("change", change))
                #expect(facts.map(\.kind).suffix(2) == ["change.submitted", "change.approved"])
                let began = try #require(facts.first).read(ChangeBegan.self)
                let call = try await centre.facts.until(1, "call.connected")[0].subject
                #expect(began.contact == call.id, "the change stands with its call")
                try await browser.open("/members?q=\(family[0].nik)", of: centre)
                for person in family { try await browser.untilText(of: "main", contains: person.name) }
            }
        }

        @Test("a family registers while the registry is down; after kill -9 it is asked again, and the caller told")
        func registryDown() async throws {
            try await Stage.play { stage in
                let registry = try await RegistryStandIn.start(on: stage)
                let family = try await registry.newFamily()
                try await registry.turn("down")
                let centre = try await Sahut.open(on: stage, registry.settings.merging(Sahut.atNoon) { $1 })
                let sari = try await Browser.of("sari", in: centre, at: "/changes")
                try await sari.click("form[action='/changes'] .button-main")
                try await sari.step("card") { try await sari.type(family[0].card, into: "#f-familyCard") }
                let change = try await sari.change
                try await sari.untilRegistryIsDown(asking: family[0].nik)
                try await sari.typePeople(family)
                try await sari.registerFamily()
                try await sari.handIn()
                try await centre.facts.until(1, "change.submitted", of: change)
                try await sari.untilText(of: "body", contains: "Menunggu data kependudukan")

                try await centre.kill(.serve)
                try await centre.untilAnswers(within: .seconds(15))
                try await registry.turn("none")
                // The first wait of a change is at most a minute and a half.
                try await centre.facts.until(1, "change.approved", of: change, within: .seconds(300))
                try await sari.open("/changes/\(change)", of: centre)
                try await sari.untilText(of: "body", contains: "Disetujui")

                try await sari.open("/ring-backs", of: centre)
                let ring = ".ring:has(form[action*='\(change)'])"
                try await sari.untilText(of: "\(ring) .say", contains: "sesuai dengan data kependudukan")
                try await sari.click("\(ring) button[value='told']")
                try await centre.facts.until(1, "change.rung-back", of: change)
                try await sari.untilGone(ring)
            }
        }
    }
}
