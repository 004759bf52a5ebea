import Kernel
import Pages

/// The form of one branch: from what was typed to a `Branch`, with what is wrong beside each field.
struct BranchForm {
    private(set) var form: Form
    /// Something that no field can mend, by the key of its words.
    private(set) var refusal: String?

    init(_ form: Form) { self.form = form }

    /// What a new branch is likely to be.
    init() { self.init(Form(["hours": OfficeWeek.usual.indonesianText])) }

    init(_ branch: Branch, serving regencies: [RegencyCode], _ words: BranchPageWords) {
        form = Form([
            "code": branch.code.text, "name": branch.name.text, "region": branch.region.roman,
            "zone": branch.zone.rawValue, "hours": words.hours(branch.hours), "email": branch.notices?.text ?? "",
            "regencies": regencies.map(\.digits).joined(separator: " "),
        ])
        if branch.isClosed { form.set("closed", "yes") }
    }

    /// The number of the last fact that was seen when the page was made.
    var seen: Int64? { form.value("seen") }
    var takesOver: Bool { form.isTicked("take_over") }

    /// Nil when something is wrong; what it is stands beside the fields then.
    mutating func branch() -> (branch: Branch, regencies: Set<RegencyCode>)? {
        let code: BranchCode? = field("code")
        let name: BranchName? = field("name")
        let region: OfficeRegion? = field("region")
        let zone = form["zone"].flatMap(IndonesianZone.init)
        if zone == nil { form.fail("zone", "branches.wrong.zone") }
        let hours: OfficeWeek? = field("hours")
        let notices: NoticeAddress? = form["email"] == nil ? nil : field("email")
        let regencies = RegencyCode.list(form["regencies"] ?? "")
        if let wrong = regencies.wrong.first {
            form.fail("regencies", "branches.wrong.regencies", ["typed": String(wrong.prefix(40))])
        }
        guard form.isSound, let code, let name, let region, let zone, let hours, let codes = regencies.codes else {
            return nil
        }
        let branch = Branch(
            code: code, name: name, region: region, zone: zone, hours: hours, notices: notices,
            isClosed: form.isTicked("closed"))
        return (branch, codes)
    }

    private mutating func field<Value: LosslessStringConvertible>(_ name: String) -> Value? {
        let value: Value? = form.value(name)
        if value == nil { form.fail(name, "branches.wrong.\(name)") }
        return value
    }

    /// What only the register could know.
    mutating func fail(_ refused: BranchRefusal) throws {
        switch refused {
        case .codeTaken: form.fail("code", "branches.wrong.code-taken")
        case .nameTaken: form.fail("name", "branches.wrong.name-taken")
        case .servedByOthers(let holders):
            let told = holders.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
            form.fail("regencies", "branches.wrong.served-by-others", ["told": told])
            isTakingOver = true
        case .changedMeanwhile: refusal = "branches.wrong.changed-meanwhile"
        case .notFound: throw PageRefusal.notFound
        }
    }

    /// Whether the box is shown by which regencies are taken from others.
    private var isTakingOver = false

    /// - Parameter seen: the last fact beside the form now.
    func model(seen: Int64?, _ context: PageContext) -> [String: Any] {
        var form = form
        form.set("seen", seen.map { "\($0)" })
        return [
            "form": form.model(context), "closed": form.isTicked("closed"), "takeOver": isTakingOver || takesOver,
            "takesOver": takesOver, "refusal": refusal.map { context.text($0) } ?? false as Any,
            "regions": Form.choices(
                OfficeRegion.allCases.map {
                    (value: $0.roman, label: context.text("branches.region-of", ["n": $0.roman]))
                },
                chosen: Set(form.all("region"))),
            "zones": Form.choices(
                IndonesianZone.allCases.map { (value: $0.rawValue, label: $0.rawValue) },
                chosen: Set(form.all("zone"))),
        ]
    }
}
