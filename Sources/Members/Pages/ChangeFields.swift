import Kernel
import Pages

/// The fields of any form as one template draws them: by their kind, not by their form.
struct ChangeFields {
    let reading: ChangeReading
    let regions: [Region]
    let words: ChangeWords

    /// - Parameter typed: what was typed and not kept; it stands in the fields again.
    func step(
        _ step: ChangeReading.Step, typed: Form?, person: [FieldProblem], asked: String, path: Path
    ) -> [String: Any] {
        let shown = step.isSeen ? step.problems : []
        let hasPeople = step.fields.contains { $0.field.kind == .people }
        let hasFacility = step.fields.contains { $0.field.kind == .facility }
        return [
            "title": words(step.step.titleKey), "name": step.id.rawValue,
            "fields": step.fields.map { field in
                var kept = typed.map { $0.values[field.id.rawValue] ?? [] } ?? field.typed
                // Most look for a place near home.
                if field.field.kind == .region, hasFacility, !step.isSeen, kept.isEmpty { kept = home }
                return draw(field.field, kept, isRequired: field.isRequired, shown.filter { $0.field == field.id })
            },
            "problems": shown.filter { $0.field == nil }.map(words.problem),
            "family": hasPeople ? family(person, asked, path) : false as Any,
        ]
    }

    // MARK: One field

    private func draw(
        _ field: FormField, _ typed: [String], isRequired: Bool, _ problems: [FieldProblem]
    ) -> [String: Any] {
        var model: [String: Any] = [
            "name": field.name.rawValue, "label": words(field.labelKey), "value": typed.first ?? "",
            "help": field.helpKey.map { words($0) } ?? false as Any, "isRequired": isRequired,
            "errors": problems.map(words.problem), "isWrong": !problems.isEmpty,
        ]
        for shape in ["isLine", "isSelect", "isRadio", "isBoxes", "isTick", "isConsent", "isLong"] {
            model[shape] = false
        }
        (model["mode"], model["groups"]) = (false, false)
        model["longest"] = "300"
        let chosen = Set(typed)
        switch field.kind {
        case .text(let longest):
            (model["longest"], model[longest > 150 ? "isLong" : "isLine"]) = ("\(longest)", true)
        case .nik, .familyCard, .card, .amount: (model["isLine"], model["mode"]) = (true, "numeric")
        case .phone: (model["isLine"], model["mode"]) = (true, "tel")
        case .email, .day: model["isLine"] = true
        case .tick: (model["isTick"], model["isOn"]) = (true, !typed.isEmpty)
        case .consent: consent(&model, typed)
        case .region, .bank:
            (model["isSelect"], model["choices"]) = (true, Form.choices(choices(field), chosen: chosen))
        case .facility:
            let places = FacilityList(reading, regions)
            (model["isSelect"], model["choices"]) = (true, [[String: Any]]())
            model["groups"] = places.groups.map {
                ["label": $0.region, "choices": Form.choices($0.choices, chosen: chosen)] as [String: Any]
            }
            model["help"] =
                places.near.map { words("members.changes.facility-order", ["region": $0]) }
                ?? words("members.changes.facility-any")
        case .careClass, .choice, .member:
            (model["isRadio"], model["choices"]) = (true, Form.choices(choices(field), chosen: chosen))
        case .people, .members:
            (model["isBoxes"], model["choices"]) = (true, Form.choices(choices(field), chosen: chosen))
        }
        if field.kind == .day { model["placeholder"] = words("members.changes.day") }
        return model
    }

    private func consent(_ model: inout [String: Any], _ typed: [String]) {
        let text = ConsentPurpose.registration.text
        model["isConsent"] = true
        model["text"] = text.words
        model["version"] = text.version
        model["isOn"] = typed.first == text.version
        model["choices"] = Form.choices(
            ConsentProof.allCases.map { ($0.rawValue, words($0.key)) }, chosen: Set(typed.dropFirst()))
    }

    private func choices(_ field: FormField) -> [(value: String, label: String)] {
        let ground = reading.ground
        let household: [(value: String, label: String)] =
            (ground.standing?.household ?? []).map { ("\($0.id)", $0.name) }
        switch field.kind {
        case .region: return regions.filter { $0.code.count == 4 }.map { ($0.code, $0.name) }
        case .bank: return ground.banks.map { ($0, $0.uppercased()) }
        case .careClass:
            return CareClass.allCases.map { careClass in
                let rate = ground.rates[careClass].map { words("members.changes.rate", ["amount": $0.description]) }
                let name = words("members.class", ["class": String(repeating: "I", count: careClass.rawValue)])
                return ("\(careClass.rawValue)", [name, rate].compactMap { $0 }.joined(separator: " · "))
            }
        case .choice(let choices):
            return choices.map { ($0, words("members.change.choice.\(field.name.rawValue).\($0)")) }
        case .people: return reading.draft.people.filter { !$0.isInsured }.map { ("\($0.id)", $0.name) }
        case .member, .members: return household
        default: return []
        }
    }

    /// Where the caller lives, as a choice of the list of regions.
    private var home: [String] {
        reading.draft.origin.region.map { [$0] }?.filter { code in regions.contains { $0.code == code } } ?? []
    }

    // MARK: People on the family card

    private func family(_ problems: [FieldProblem], _ asked: String, _ path: Path) -> [String: Any] {
        let draft = reading.draft
        return [
            "asked": asked, "isEmpty": draft.people.isEmpty,
            "people": draft.people.map { person in
                [
                    "name": person.name, "nik": person.nik?.masked ?? words("members.no-value"),
                    "born": words.time.write(person.birthDate),
                    "relation": words("members.relation.\(person.relation.rawValue)"),
                    "check": words.check(person.check), "isInsured": person.isInsured,
                    "remove": person.source == .caller ? "\(path.text)/people/\(person.id)/removals" : false as Any,
                ] as [String: Any]
            },
            "isTyping": !problems.isEmpty || !draft.typedPerson.isEmpty,
            "fields": ChangeDraft.personFields.map { field in
                let wrong = problems.filter { $0.field == field.name }
                return draw(field, draft.typedPerson[field.name] ?? [], isRequired: true, wrong)
            },
        ]
    }

    // MARK: What it comes to

    /// - Parameter clear: numbers are written out; else their middle is hidden.
    func summary(clear: Bool) -> [String: Any] {
        let summary = reading.summary(masked: !clear)
        return [
            "parts": summary.parts.map { part in
                [
                    "title": words(part.titleKey),
                    "lines": part.lines.map { line in
                        [
                            "label": words(line.labelKey),
                            "value": line.values.map { shown($0, of: line.field) }.joined(separator: ", "),
                        ]
                    },
                ] as [String: Any]
            },
            "isEmpty": summary.parts.isEmpty, "total": reading.promise.monthlyTotal?.description ?? false as Any,
            "persons": reading.promise.persons.map { words("members.changes.persons", ["count": "\($0)"]) } ?? "",
            "notices": summary.notices.map(words.notice), "hasNotices": !summary.notices.isEmpty,
            "decider": words(summary.decider.key), "needs": words.level(summary.levelToSubmit),
        ]
    }

    private func shown(_ value: ShownValue, of field: FieldName) -> String {
        guard field == .region, case .text(let code) = value else { return words.shown(value) }
        return regions.first { $0.code == code }?.name ?? code
    }
}
