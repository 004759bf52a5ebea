import Database
import Kernel
import Pages
import Staff
import Testing

@Suite("Pages of the staff")
struct StaffPageTests {
    @Test("every word has both languages and every template its words")
    func words() throws {
        #expect(try WordCheck.problems(in: [StaffRoom.bundle]).isEmpty)
    }

    @Test("from the start page to sign-in, in, and out again")
    func wholeWay() async throws {
        let house = try await House()
        let tester = try await house.tester()
        #expect(try await tester.get("/staff?q=ci").location == "/sign-in?to=%2Fstaff%3Fq%3Dci")
        #expect(try await tester.get("/sign-in?to=%2Fstaff%3Fq%3Dci").body.contains(#"value="/staff?q=ci""#))
        let answer = try await tester.post(
            "/sign-in", ["user_name": "rahmat", "password": House.password, "to": "/staff?q=ci"])
        #expect(answer.status == 303 && answer.location == "/staff?q=ci")
        let cookie = try #require(answer.headers("Set-Cookie").first { $0.hasPrefix("sahut_session=") })
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"))
        #expect(try await tester.get("/").location == "/staff")
        let list = try await tester.get("/staff?q=ci")
        #expect(list.body.contains("Citra Lestari") && !list.body.contains("Sari Wulandari"))
        #expect(try await tester.post("/sign-out").location == "/sign-in")
        #expect(tester.cookies["sahut_session"] == nil)
        #expect(try await tester.get("/staff").location == "/sign-in?to=%2Fstaff")
        #expect(try await house.facts(.person(house.rahmat.id)).suffix(2) == ["staff.signed-in", "staff.signed-out"])
    }

    @Test("what is wrong stands beside the form, which keeps the name and never the password")
    func refusals() async throws {
        let house = try await House()
        let tester = try await house.tester()
        let empty = try await tester.post("/sign-in", ["user_name": "", "password": ""])
        #expect(empty.status == 422 && empty.body.contains("Isi nama pengguna."))
        for _ in 0..<5 {
            let wrong = try await tester.post("/sign-in", ["user_name": "citra", "password": "rahasia salah"])
            #expect(wrong.status == 422 && wrong.body.contains("Nama pengguna atau kata sandi salah."))
            #expect(wrong.body.contains(#"value="citra""#) && !wrong.body.contains("rahasia salah"))
        }
        let locked = try await tester.post("/sign-in", ["user_name": "citra", "password": House.password])
        #expect(locked.status == 429 && locked.body.contains("Coba lagi dalam 15 detik."))
        #expect(tester.cookies["sahut_session"] == nil)
    }

    @Test("sign-in without its form's token is refused")
    func loginForgery() async throws {
        let house = try await House()
        let body = Array("user_name=citra&password=hujan+turun+di+bulan+juni".utf8)
        let tester = try await house.tester()
        let answer = try await tester.send(
            "POST", "/sign-in", headers: ["Content-Type": "application/x-www-form-urlencoded"], body: body)
        #expect(answer.status == 403)
        #expect(tester.cookies["sahut_session"] == nil)
    }

    @Test("a new person gets a password that is shown once and must be changed before anything else")
    func newPerson() async throws {
        let house = try await House()
        let admin = try await house.tester(house.rahmat)
        let handout = try await admin.post(
            "/staff",
            list: [
                ("name", "Bayu Pratama"), ("user_name", "bayu"), ("roles", "inbound"), ("roles", "social"),
                ("site", "SMG"),
                ("skill.info", "4"), ("skill.registration", ""), ("auto_answer", "yes"),
            ])
        let password = try #require(handout.body.firstMatch(of: /secret">([a-z0-9-]{14})</)).1
        let bayu = try #require(try await house.staff.person(UserName("bayu")!))
        #expect(bayu.roles == [.inbound, .social] && bayu.skills == ["info": 4] && bayu.autoAnswer)
        let tester = try await house.tester()
        #expect(try await tester.post("/sign-in", ["user_name": "bayu", "password": String(password)]).location == "/")
        #expect(try await tester.get("/").location == "/password")
        let wrong = try await tester.post(
            "/password", ["old": String(password), "new": "pendek", "again": "pendek"])
        #expect(
            wrong.status == 422 && wrong.body.contains("Terlalu pendek") && !wrong.body.contains("value=\"pendek\""))
        let unlike = try await tester.post(
            "/password", ["old": String(password), "new": "angin malam di pantai", "again": "angin"])
        #expect(unlike.body.contains("Kedua kata sandi baru tidak sama."))
        let changed = try await tester.post(
            "/password",
            ["old": String(password), "new": "angin malam di pantai", "again": "angin malam di pantai"])
        #expect(changed.location == "/")
        #expect(try await tester.get("/").body.contains("Belum ada halaman untuk peran Anda"))
    }

    @Test("a form with faults keeps what was typed")
    func faults() async throws {
        let house = try await House()
        let admin = try await house.tester(house.rahmat)
        let answer = try await admin.post(
            "/staff", ["name": "Bayu & Adik", "user_name": "citra", "roles": "inbound", "skill.info": "12"])
        #expect(answer.status == 422 && answer.body.contains("Tingkat keahlian dari 1 sampai 10."))
        #expect(answer.body.contains("Bayu &amp; Adik") && answer.body.contains(#"name="skill.info" type="number""#))
        #expect(answer.body.contains(#"value="12""#) && answer.body.contains(#"value="inbound" checked"#))
        let taken = try await admin.post("/staff", ["name": "Bayu", "user_name": "citra", "roles": "inbound"])
        #expect(taken.status == 422 && taken.body.contains("Nama pengguna ini sudah dipakai."))
    }

    @Test("an administrator edits, resets, disables and enables; supervisors only look")
    func edits() async throws {
        let house = try await House()
        let admin = try await house.tester(house.rahmat)
        let place: Path = "/staff/\(house.citra.id)"
        let saved = try await admin.post(
            place, ["name": "Citra L", "user_name": "citra", "roles": "inbound", "skill.info": "9"])
        #expect(saved.status == 303)
        #expect(try await admin.get(place).body.contains("Tersimpan."))
        #expect(try await house.staff.person(house.citra.id)?.skills == ["info": 9])
        let citra = try await house.tester(house.citra)
        #expect(try await admin.post("/staff/\(house.citra.id)/disablings").status == 303)
        #expect(try await citra.get("/").location == "/sign-in")
        #expect(try await admin.get("/staff").body.contains("Citra L") == false)
        #expect(try await admin.get("/staff?disabled=yes").body.contains("Citra L"))
        #expect(try await admin.post("/staff/\(house.citra.id)/enablings").status == 303)
        #expect(try await admin.post("/staff/\(house.citra.id)/password-resets").body.contains("secret"))
        #expect(try await admin.post("/staff/\(house.rahmat.id)/disablings").status == 409)
        #expect(try await admin.get("/staff/nobody").status == 404)
        let supervisor = try await house.tester(house.sari)
        let page = try await supervisor.get(place)
        #expect(page.status == 200 && page.body.contains("<fieldset class=\"bare\" disabled>"))
        #expect(!page.body.contains("password-resets"))
    }

    @Test("sites, teams and skills are added and renamed by an administrator, each with its fact")
    func places() async throws {
        let house = try await House()
        let admin = try await house.tester(house.rahmat)
        #expect(try await admin.post("/staff/sites", ["site_code": "bdg", "site_name": "Bandung"]).status == 303)
        #expect(
            try await admin.post("/staff/skills", ["skill_code": "info", "skill_name": "Informasi umum"]).status == 303)
        #expect(try await admin.post("/staff/teams", ["team_site": "BDG", "team_name": "Tim Anggrek"]).status == 303)
        let page = try await admin.get("/staff/places").body
        for word in ["BDG", "Bandung", "Informasi umum", "Tim Anggrek"] { #expect(page.contains(word)) }
        #expect(try await house.facts(Subject("site", "BDG")) == ["staff.site-put"])
        #expect(try await house.staff.skills().count == 2, "a known code is renamed, not doubled")
        let wrong = try await admin.post("/staff/sites", ["site_code": "B/1", "site_name": "Bogor"])
        #expect(wrong.status == 422 && wrong.body.contains("value=\"Bogor\"") && wrong.body.contains("Isi kode"))
        #expect(try await admin.post("/staff/teams", ["team_site": "XYZ", "team_name": "Tim"]).status == 422)
        let supervisor = try await house.tester(house.sari)
        #expect(try await supervisor.get("/staff/places").status == 200)
        #expect(try await supervisor.post("/staff/sites", ["site_code": "X1", "site_name": "X"]).status == 403)
    }

    @Test("a wrong password of somebody else does not sign out who sits there")
    func wrongWhileSignedIn() async throws {
        let house = try await House()
        let tester = try await house.tester(house.rahmat)
        #expect(try await tester.post("/sign-in", ["user_name": "sari", "password": "salah"]).status == 422)
        #expect(try await tester.get("/staff").status == 200)
        #expect(try await tester.post("/sign-in", ["user_name": "sari", "password": House.password]).status == 303)
        #expect(try await tester.get("/staff/new").status == 403)
        #expect(try await house.facts(.person(house.rahmat.id)).last == "staff.signed-out")
    }

    @Test("who may open which page, cell by cell", arguments: Role.allCases)
    func permissions(_ role: Role) async throws {
        let house = try await House()
        let details = PersonDetails(name: "Tamu", userName: UserName("tamu")!, roles: [role])
        let hash = try await house.staff.hash(House.password)
        let guest = try await house.staff.add(
            details, password: .given(hash, mustChange: false), by: .system("test")
        ).person
        let tester = try await house.tester(guest)
        let mayRead: Set<Role> = [.supervisor, .admin]
        let mayEdit: Set<Role> = [.admin]
        let person = "/staff/\(house.citra.id)"
        for path in ["/staff", "/staff/places", person] {
            let status = try await tester.get(Path(stringLiteral: path)).status
            #expect(status == (mayRead.contains(role) ? 200 : 403), "\(role) reads \(path)")
        }
        #expect(try await tester.get("/staff/new").status == (mayEdit.contains(role) ? 200 : 403))
        for path in [
            "/staff", person, person + "/disablings", person + "/enablings", person + "/password-resets",
            "/staff/teams",
        ] {
            guard !mayEdit.contains(role) else { continue }
            #expect(try await tester.post(Path(stringLiteral: path)).status == 403, "\(role) posts to \(path)")
        }
        let refused = try await house.facts(.person(guest.id)).filter { $0 == "staff.refused" }.count
        #expect(refused == (mayEdit.contains(role) ? 0 : mayRead.contains(role) ? 7 : 10))
    }

    @Test("what each role may do is what the table says, cell by cell")
    func table() {
        let table: [Role: Set<Permission>] = [
            .inbound: [
                .desk, .membersRead, .membersUnmask, .membersConsent, .changesRead, .changesRing, .contributionsRead,
                .contactsOwn, .contactsLog, .ticketsRead, .ticketsOpen, .escalationsOpen,
            ],
            .outbound: [
                .desk, .membersRead, .membersUnmask, .membersConsent, .changesRead, .changesRing, .contributionsRead,
                .contactsOwn, .contactsLog, .ticketsRead, .escalationsOpen, .outboundWork,
            ],
            .social: [
                .membersRead, .membersUnmask, .membersConsent, .changesRead, .contributionsRead, .contactsOwn,
                .contactsLog, .ticketsRead, .ticketsOpen, .escalationsOpen,
            ],
            .supervisor: [
                .floor, .floorAct, .membersRead, .membersUnmask, .membersLooks, .membersExport, .membersConsent,
                .changesRead, .changesDecide, .changesRing, .changesTrends, .contributionsRead, .contactsRead,
                .ticketsRead, .ticketsOpen, .ticketsPause, .ticketsPolicies, .ticketsBulk, .escalationsOpen,
                .escalationsWatch, .categoriesEdit, .repeatsRead, .outboundWatch, .outboundPlan, .listsExport,
                .noticesRead, .staffRead, .hintsEdit, .branchesRead,
            ],
            .quality: [.contactsRead, .ticketsRead, .repeatsRead],
            .branch: [.changesRead, .changesDecide, .escalationsAnswer],
            .backOffice: [
                .membersRead, .membersExport, .membersConsent, .changesRead, .changesDecide, .changesTrends,
                .contributionsRead, .ticketsRead,
            ],
            .doctor: [.membersRead, .contactsOwn],
            .region: [.escalationsWatch, .listsExport],
            .headOffice: [
                .floor, .changesTrends, .contributionsRead, .contributionsApprove, .branchesRead, .escalationsWatch,
                .outboundWatch, .repeatsRead, .listsExport,
            ],
            .finance: [.contributionsRead, .contributionsApprove, .remindersUpload, .listsExport],
            .admin: [
                .membersLooks, .staffRead, .staffEdit, .promptsEdit, .planEdit, .operate, .contributionsRead,
                .contributionsPropose, .contributionsApprove, .branchesRead, .branchesEdit, .ticketsPolicies,
                .ticketsImport, .categoriesEdit, .noticesRead, .interfaceEdit,
            ],
        ]
        for role in Role.allCases {
            for permission in Permission.allCases {
                #expect(Set([role]).may(permission) == table[role]?.contains(permission), "\(role) \(permission)")
            }
        }
    }
}
