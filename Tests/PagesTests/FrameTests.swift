import Kernel
import Testing

@testable import Pages

@Suite("The frame around every page")
struct FrameTests {
    @Test("a stranger is sent to sign in, and back to where they wanted to go")
    func stranger() async throws {
        let tester = PageTester(try await Yard().site)
        let answer = try await tester.get("/desk?tab=2")
        #expect(answer.status == 303)
        #expect(answer.location == "/sign-in?to=%2Fdesk%3Ftab%3D2")
    }

    @Test("a script of a stranger is told in JSON, with the request id")
    func strangerScript() async throws {
        let tester = PageTester(try await Yard().site)
        let answer = try await tester.get("/desk", headers: ["Accept": "application/json"])
        #expect(answer.status == 401)
        let problem = try answer.json([String: String].self)
        #expect(problem["refusal"] == "sign-in" && problem["requestID"] == "test-request")
    }

    @Test("what a person may not do is refused with how to mend it, and witnessed")
    func forbidden() async throws {
        let yard = try await Yard()
        let tester = PageTester(yard.site)
        try await tester.signIn(Yard.bayu)
        let answer = try await tester.get("/desk")
        #expect(answer.status == 403)
        #expect(answer.body.contains("Tidak berwenang") && answer.body.contains("test-request"))
        #expect(await yard.refusals.all == [.forbidden(.desk)])
        #expect(await yard.refusals.people == [Yard.bayu])
    }

    @Test("a person whose password was given out gets no further than changing it")
    func firstChange() async throws {
        let tester = PageTester(try await Yard().site)
        try await tester.signIn(Yard.dewi)
        #expect(try await tester.get("/desk").location == "/password")
    }

    @Test("names are escaped, and the navigation shows what the person may use, in order")
    func page() async throws {
        let tester = PageTester(try await Yard().site)
        try await tester.signIn(Yard.citra)
        let answer = try await tester.get("/desk")
        #expect(answer.status == 200)
        #expect(answer.body.contains("&lt;b&gt;Citra Lestari&lt;/b&gt;") && !answer.body.contains("<b>Citra"))
        #expect(answer.body.contains("<title>Meja &lt;Citra Lestari&gt; · Sahut</title>"))
        #expect(answer.body.contains(#"<a href="/desk" aria-current="page">Tutup</a>"#))
        #expect(!answer.body.contains(#"href="/staff""#))
    }

    @Test("what no longer fits beside each other stands in the menu, in its order")
    func moreWork() async throws {
        let places = (1...11).map {
            NavigationItem(path: Path("/place-\($0)"), wordKey: "pages.skip", permission: nil, order: 10 + $0)
        }
        let tester = PageTester(try await Yard(more: places).site)
        try await tester.signIn(Yard.citra)
        let body = try await tester.get("/desk").body
        let menu = try #require(body.firstRange(of: "menu-sheet")).lowerBound
        #expect(body.contains("Pekerjaan lain") && !body.contains("Pengaturan"))
        let inMenu = try places.map { try #require(body.firstRange(of: "href=\"\($0.path.text)\"")).lowerBound > menu }
        #expect(inMenu == inMenu.sorted { !$0 && $1 } && inMenu.contains(true) && inMenu.contains(false))
    }

    @Test("whoever has many places finds what is set up now and then in the menu", arguments: [7, 8])
    func settings(_ others: Int) async throws {
        let places = (1...others).map {
            NavigationItem(
                path: Path("/place-\($0)"), wordKey: "pages.skip", permission: nil, order: 10 + $0,
                isSetting: $0 == 2)
        }
        let tester = PageTester(
            try await Yard(
                more: places + [
                    NavigationItem(path: "/set-up", wordKey: "pages.close", permission: nil, order: 9, isSetting: true)
                ]
            ).site)
        try await tester.signIn(Yard.citra)
        let body = try await tester.get("/desk").body
        let menu = try #require(body.firstRange(of: "menu-sheet")).lowerBound
        #expect(body.contains("Pengaturan") == (others == 8), "up to nine stand beside each other")
        for path in ["/set-up", "/place-2"] {
            let link = try #require(body.firstRange(of: "href=\"\(path)\"")).lowerBound
            #expect((link > menu) == (others == 8), "\(path)")
        }
        let work = try #require(body.firstRange(of: "href=\"/place-1\"")).lowerBound
        #expect(work < menu)
    }

    @Test("every answer carries the security headers and no script or style can be smuggled in")
    func headers() async throws {
        let tester = PageTester(try await Yard().site, secure: true)
        for path in ["/desk", "/nowhere", "/sign-in", "/assets/x/sahut.css"] as [Path] {
            let answer = try await tester.get(path)
            let policy = try #require(answer[header: "Content-Security-Policy"])
            #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
            #expect(!policy.contains("unsafe"))
            #expect(answer[header: "X-Content-Type-Options"] == "nosniff")
            #expect(answer[header: "Permissions-Policy"]?.contains("microphone=(self)") == true)
            #expect(answer[header: "Strict-Transport-Security"] != nil)
            #expect(answer[header: "X-Request-ID"] == "test-request")
        }
    }

    @Test("what is not there is a page that says so; what breaks tells nobody how")
    func errors() async throws {
        let tester = PageTester(try await Yard().site)
        let nowhere = try await tester.get("/nowhere")
        #expect(nowhere.status == 404 && nowhere.body.contains("Tidak ditemukan"))
        let broken = try await tester.get("/broken")
        #expect(broken.status == 500 && broken.body.contains("test-request") && !broken.body.contains("secret name"))
        let conflict = try await tester.get("/conflict")
        #expect(conflict.status == 409 && conflict.body.contains("Tunggu beberapa detik"))
    }

    @Test("a page that takes too long is given up")
    func slow() async throws {
        var limits = RequestLimits()
        limits.answer = .milliseconds(20)
        let tester = PageTester(try await Yard(limits: limits).site)
        #expect(try await tester.get("/slow").status == 503)
    }

    @Test("the language is a choice of the browser and comes back to the same page")
    func language() async throws {
        let tester = PageTester(try await Yard().site)
        #expect(try await tester.get("/nowhere").body.contains(#"<html lang="id""#))
        let answer = try await tester.post("/language", ["language": "en", "place": "/nowhere?x=1"])
        #expect(answer.status == 303 && answer.location == "/nowhere?x=1")
        #expect(try await tester.get("/nowhere").body.contains("Not found"))
        #expect(try await tester.post("/language", ["language": "en", "place": "//evil.example"]).location == "/")
    }

    @Test("words left by the page before are shown once")
    func notice() async throws {
        let tester = PageTester(try await Yard().site)
        try await tester.signIn(Yard.citra)
        #expect(try await tester.post("/saves").location == "/desk")
        let done = #"<p class="notice" data-look="done" role="status">Tutup</p>"#
        #expect(try await tester.get("/desk").body.contains(done))
        #expect(!(try await tester.get("/desk").body.contains("class=\"notice\"")))
    }

    @Test("what was not done does not look done; a notice of no known kind is not shown")
    func kindsOfNotices() async throws {
        let tester = PageTester(try await Yard().site)
        try await tester.signIn(Yard.citra)
        _ = try await tester.post("/warnings")
        let page = try await tester.get("/desk")
        #expect(page.body.contains(#"<p class="notice" data-look="warning" role="status">Tutup</p>"#))
        for cookie in ["pages.close", "loud:pages.close", "done:", ":"] {
            tester.setCookie("sahut_notice", cookie)
            #expect(!(try await tester.get("/desk").body.contains("class=\"notice\"")), "\(cookie)")
        }
    }

    @Test("assets of this edition are kept for ever, of another are asked for again, and unchanged ones not sent twice")
    func assets() async throws {
        let yard = try await Yard()
        let tester = PageTester(yard.site)
        let url = yard.site.views.assets.url("sahut.css")
        let page = try await tester.get("/sign-in")
        #expect(page.body.contains(url))
        let asset = try await tester.get(Path(stringLiteral: url))
        #expect(asset.status == 200 && asset[header: "Cache-Control"]?.contains("immutable") == true)
        #expect(asset[header: "Content-Type"] == "text/css; charset=utf-8")
        let tag = try #require(asset[header: "ETag"])
        let old = try await tester.get("/assets/old/sahut.css", headers: ["If-None-Match": tag])
        #expect(old.status == 304 && old.body.isEmpty && old[header: "Cache-Control"] == "no-cache")
        #expect(try await tester.get("/assets/old/../../etc/passwd").status == 404)
    }
}
