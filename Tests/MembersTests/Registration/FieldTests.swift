import Kernel
import Members
import Testing

@Suite("Fields")
struct FieldTests {
    struct Typed: Sendable, CustomTestStringConvertible {
        let field: FormField
        let words: [String]
        let complaint: FieldComplaint?
        let why: String
        var testDescription: String { "\(field.kind) \(words): \(why)" }

        init(
            _ kind: FieldKind, _ words: [String], _ complaint: FieldComplaint?, _ why: String, rules: [FieldRule] = []
        ) {
            field = FormField("field", kind, rules: rules)
            (self.words, self.complaint, self.why) = (words, complaint, why)
        }
    }

    static let cases: [Typed] = [
        Typed(.text(longest: 5), ["abcde"], nil, "just fits"),
        Typed(.text(longest: 5), ["  abcde  "], nil, "blanks around it are forgiven"),
        Typed(.text(longest: 5), ["abcdef"], .tooLong, "one too many"),
        Typed(.text(longest: 5), [""], .missing, "nothing typed"),
        Typed(.text(longest: 5), ["   "], .missing, "only blanks"),
        Typed(.text(longest: 9), ["a\0b"], .unreadable, "no keyboard types that"),
        Typed(.text(longest: 9), ["a"], .tooShort, "an initial is no name", rules: [.shortest(2)]),
        Typed(.text(longest: 99), ["rekening 1234567890"], .looksLikeAccount, "an account", rules: [.noLongNumber]),
        Typed(.text(longest: 99), ["12-3456 7890.1"], .looksLikeAccount, "in groups", rules: [.noLongNumber]),
        Typed(.text(longest: 99), ["Jl. Melati 12 RT 003"], nil, "a house is no account", rules: [.noLongNumber]),
        Typed(.nik, ["3374 0112 0485 0001"], nil, "read out in groups"),
        Typed(.nik, ["337401120485000"], .notANIK, "15 digits"),
        Typed(.familyCard, ["3374010101010011"], nil, "16 digits"),
        Typed(.familyCard, ["0001234567891"], .notAFamilyCard, "a participant's card"),
        Typed(.card, ["0001234567891"], nil, "13 digits with leading zeros"),
        Typed(.card, ["3374010101010011"], .notACard, "a family card"),
        Typed(.phone, ["+62 812-3333-4444"], nil, "as people write it"),
        Typed(.phone, ["165"], .notAPhone, "a short code"),
        Typed(.email, ["Ayu@Contoh.example"], nil, "letters of either case"),
        Typed(.email, ["ayu@contoh"], .notAnEmail, "no dot"),
        Typed(.email, ["ayu contoh@a.example"], .notAnEmail, "a blank"),
        Typed(.email, ["a@b@c.example"], .notAnEmail, "two signs"),
        Typed(.email, ["a@.example"], .notAnEmail, "nothing before the dot"),
        Typed(.day, ["2026-02-28"], nil, "as browsers send it"),
        Typed(.day, ["28/2/2026"], nil, "as people write it"),
        Typed(.day, ["29-02-2026"], .notADay, "no leap year"),
        Typed(.day, ["28-02-26"], .notADay, "which century"),
        Typed(.day, ["2026-11-24"], .inTheFuture, "tomorrow", rules: [.notInFuture]),
        Typed(.day, ["2026-11-23"], nil, "today", rules: [.notInFuture]),
        Typed(.day, ["2025-11-22"], .tooLongAgo, "a year and a day", rules: [.withinYears(1)]),
        Typed(.day, ["2025-11-23"], nil, "a year, to the day", rules: [.withinYears(1)]),
        Typed(.choice(["moved", "duty"]), ["duty"], nil, "one of them"),
        Typed(.choice(["moved", "duty"]), ["other"], .notAChoice, "none of them"),
        Typed(.careClass, ["3"], nil, "there are three"),
        Typed(.careClass, ["4"], .notAChoice, "and no fourth"),
        Typed(.region, ["3374"], nil, "a regency"),
        Typed(.region, ["33"], nil, "a province"),
        Typed(.region, ["337"], .unknownRegion, "neither"),
        Typed(.region, ["Se"], .unknownRegion, "letters"),
        Typed(.facility, ["0138U020"], nil, "on the list"),
        Typed(.facility, ["9999U999"], .unknownFacility, "not on the list"),
        Typed(.bank, ["bri"], nil, "a bank with autodebit"),
        Typed(.bank, ["bank-of-nowhere"], .unknownBank, "none"),
        Typed(.consent, ["2026-1", "call-recording"], nil, "today's text, recorded"),
        Typed(.consent, ["2025-1", "call-recording"], .unknownConsent, "last year's text"),
        Typed(.consent, ["2026-1"], .missing, "no proof"),
        Typed(.consent, ["2026-1", "promise"], .notAChoice, "not a proof"),
        Typed(.amount, ["1.250.000"], nil, "with the thousands' dots"),
        Typed(.amount, ["banyak"], .notAnAmount, "a word"),
        Typed(.tick, ["yes"], nil, "ticked"),
        Typed(.member, ["\(ChangeCounter().ayu)"], nil, "of the family"),
        Typed(.member, ["\(ChangeCounter.member(77))"], .unknownMember, "of another family"),
        Typed(.member, ["\(ChangeCounter().ayu)", "\(ChangeCounter().bayu)"], .notAChoice, "two where one is asked"),
        Typed(.members, ["\(ChangeCounter().ayu)", "\(ChangeCounter().bayu)"], nil, "two where several may be"),
        Typed(.people, ["1"], .unknownPerson, "nobody is on the card yet"),
        Typed(.people, ["satu"], .unknownPerson, "no number"),
    ]

    @Test("what is typed is read, or refused with its reason, and kept as typed", arguments: cases)
    func reads(_ item: Typed) throws {
        let counter = ChangeCounter()
        let ground = try counter.ground(.contactChange) { $0.form.steps = [FormStep("step", [item.field])] }
        var change = try counter.begin(.contactChange, on: ground)
        let problems = try change.answer("step", ["field": item.words], on: ground)
        #expect(problems == (item.complaint.map { [FieldProblem("field", $0)] } ?? []))
        #expect(change.draft.typed["field"] == item.words)
        #expect((change.draft.read(on: ground)["field"] == nil) == (item.complaint != nil))
    }

    @Test("a region that the centre does not know is refused once it has a list")
    func regionList() throws {
        let counter = ChangeCounter()
        let ground = try counter.ground(.contactChange) { ground in
            ground.form.steps = [FormStep("step", [FormField(.region, .region)])]
            ground.regions = ["33", "3374"]
        }
        var change = try counter.begin(.contactChange, on: ground)
        #expect(try change.answer("step", ["region": ["3399"]], on: ground).map(\.complaint) == [.unknownRegion])
        #expect(try change.answer("step", ["region": ["3374"]], on: ground) == [])
    }

    @Test("without a text of consent nobody can consent")
    func noText() throws {
        let counter = ChangeCounter()
        let ground = try counter.ground(.contactChange) { ground in
            ground.form.steps = [FormStep("step", [FormField(.consent, .consent)])]
            ground.consentVersion = nil
        }
        var change = try counter.begin(.contactChange, on: ground)
        let problems = try change.answer("step", ["consent": ["", "call-recording"]], on: ground)
        #expect(problems == [FieldProblem(.consent, .unknownConsent)])
    }

    @Test("fields are shown and asked by what was answered before, and a hidden answer does not count")
    func conditions() throws {
        let counter = ChangeCounter()
        let ground = try counter.ground(.facilityChange)
        var change = try counter.begin(.facilityChange, on: ground)
        let moved = ["region": ["3374"], "facilityReason": ["moved"], "facility": ["0138U021"]]
        try change.answer("facility", moved, on: ground)
        #expect(change.draft.read(on: ground).steps.map(\.id) == ["facility", "papers", "ringBack"])
        try change.answer("papers", ["document": ["474/9"], "documentSent": ["branch"]], on: ground)
        #expect(change.draft.read(on: ground).decider == .branch)
        // The caller says that it is only a wish: papers are no longer asked, and do not send it to the branch.
        try change.answer("facility", moved.merging(["facilityReason": ["wish"]]) { $1 }, on: ground)
        let reading = change.draft.read(on: ground)
        #expect(reading.steps.map(\.id) == ["facility", "ringBack"])
        #expect(reading.decider == .backOffice)
        #expect(reading[.document] == nil)
        #expect(change.draft.typed[.document] == ["474/9"])
    }

    @Test("facilities near home come first")
    func nearest() {
        let all = [ChangeCounter.mawar, ChangeCounter.anggrek, ChangeCounter.melati]
        #expect(
            FacilityChoice.nearest(all, to: "3374").map(\.name)
                == ["Klinik Melati", "Puskesmas Anggrek", "Klinik Mawar"])
        #expect(FacilityChoice.nearest(all, to: "3201").first == ChangeCounter.mawar)
        #expect(FacilityChoice.nearest(all, to: "3322").last == ChangeCounter.mawar, "the same province is nearer")
    }
}
