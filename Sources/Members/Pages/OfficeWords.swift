import Kernel
import Pages

/// How changes are written on the pages of those who decide and of those who ring back.
struct OfficeWords {
    let members: MemberWords
    /// Names of provinces, regencies and cities by their code.
    let regions: [String: String]

    init(_ calendar: CentreCalendar, _ regions: [Region], _ context: PageContext) {
        members = MemberWords(calendar, context)
        self.regions = Dictionary(regions.map { ($0.code, $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    func callAsFunction(_ key: String, _ arguments: [String: String] = [:]) -> String { members(key, arguments) }

    var time: WrittenTime { members.time }

    func region(_ code: String?) -> String? { code.map { regions[$0] ?? $0 } }

    /// `sisa 3 jam 20 mnt`, `lewat 2 hari 1 jam`; nothing for what has ended.
    func term(_ dueAt: Timestamp?, at now: Timestamp) -> [String: Any] {
        guard let dueAt else { return ["word": self("members.office.term.none"), "tone": "none"] }
        if now > dueAt {
            return ["word": self("members.office.term.late", ["span": time.span(now - dueAt)]), "tone": "red"]
        }
        let left = dueAt - now
        return [
            "word": self("members.office.term.left", ["span": time.span(left)]),
            "tone": left < .seconds(4 * 3_600) ? "amber" : "none",
        ]
    }

    /// A stage's badge by its word: waiting work is blue, what came back amber, a good end green, another end red.
    func stage(_ word: String) -> [String: Any] {
        let tone =
            switch word {
            case "waiting", "taken", "awaiting-registry": "blue"
            case "returned", "at-branch": "amber"
            case "approved", "closed": "green"
            case "withdrawn", "lapsed": "red"
            default: "none"
            }
        return ["tone": tone, "word": self("members.change.stage.\(word)")]
    }

    // MARK: Values

    func write(_ value: ShownValue, of field: FieldName) -> String {
        switch value {
        case .day(let day): time.write(day)
        case .money(let amount): amount.description
        case .number(let number):
            if field == .careClass, let careClass = CareClass(rawValue: number) {
                members.careClass(careClass)
            } else {
                "\(number)"
            }
        case .text(let text): field == .region ? region(text) ?? text : text
        case .key(let key): self(key)
        }
    }

    func notice(_ notice: ChangeNotice) -> String {
        self(notice.key, notice.blanks.mapValues { write($0, of: "") })
    }

    func write(_ content: RecordDifference.Content, clear: Set<MemberField>) -> String {
        switch content {
        case .bank(let code): code.uppercased()
        case .value(let value): write(value, isClear: clear.contains(value.field))
        }
    }

    func label(_ content: RecordDifference.Content) -> String {
        switch content {
        case .bank: self("members.change.field.bank")
        case .value(let value): members.field(value.field)
        }
    }

    private func write(_ value: MemberValue, isClear: Bool) -> String {
        switch value {
        case .card(let card): isClear ? card.digits : card.masked
        case .nik(let nik): nik.isProvisional ? nothing : isClear ? nik.digits : nik.masked
        case .family(let family): isClear ? family.digits : family.masked
        case .birthDate(let day): isClear ? time.write(day) : "\(day.year)"
        case .phones(let phones): list(phones.map { isClear ? $0.local : $0.masked })
        case .email(let email): (isClear ? email : email.map(maskedEmail)) ?? nothing
        case .address(let address): (isClear ? address : address.map { _ in self("members.hidden") }) ?? nothing
        case .motherName(let name): name.map { _ in self("members.hidden") } ?? nothing
        case .name(let name): name
        case .relation(let relation): members.relation(relation)
        case .sex(let sex): self("members.sex.\(sex.rawValue)")
        case .careClass(let careClass): members.careClass(careClass)
        case .segment(let segment): members.segment(segment)
        case .status(let status): members.status(status)
        case .region(let region): region.name
        case .branch(let branch): branch
        case .facility(let facility): facility?.name ?? nothing
        }
    }

    var nothing: String { self("members.no-value") }

    private func list(_ texts: [String]) -> String { texts.isEmpty ? nothing : texts.joined(separator: ", ") }

    // MARK: The registry

    func check(_ check: PersonCheck) -> [String: Any] {
        switch check {
        case .unverifiedYet: ["tone": "amber", "word": self("members.office.check.unverified"), "look": "open"]
        case .verified: ["tone": "green", "word": self("members.office.check.verified"), "look": "yes"]
        case .notFound: ["tone": "red", "word": self("members.office.check.not-found"), "look": "no"]
        case .differs(let fields):
            [
                "tone": "red", "look": "no",
                "word": self(
                    "members.office.check.differs",
                    ["fields": fields.map { self("members.change.field.\($0.rawValue)") }.joined(separator: ", ")]),
            ]
        }
    }
}
