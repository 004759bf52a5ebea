import Kernel
import Pages
import Routing
import Staff

/// The plan's form as a model for its templates.
struct PlanDrawing {
    let draft: PlanDraft
    let problems: [PlanProblem]
    let prompts: [PromptScript]
    let skills: [Skill]
    let words: Words

    var model: [String: Any] {
        [
            "problems": problems.map { ["at": id($0.place), "text": "\(label($0.place)): \(text($0.reason))"] },
            "wrong": orNothing(
                problems.isEmpty ? nil : words("plan.wrong", ["count": "\(Set(problems.map(\.place)).count)"])),
            "nobody": orNothing(error(.entries)),
            "entries": draft.entries.enumerated().map { entry($1, $0) },
            "menus": draft.menus.enumerated().map { menu($1, $0) },
            "queues": draft.queues.enumerated().map { queue($1, $0) },
            "aux": (draft.auxReasons + [PlanDraft.AuxRow()]).enumerated().map { auxRow($1, $0) },
            "sameAgent": number("sameAgent", "same-agent", draft.sameAgent, CallPlan.Bounds.sameAgent, .sameAgent),
            "rating": sequence("rating", "rating", draft.rating, .rating),
            "cutContact": minutes("cutMinutes", "cut-contact", draft.cutMinutes, .cutContact),
        ]
    }

    // MARK: - Rows

    private func entry(_ entry: PlanDraft.Entry, _ row: Int) -> [String: Any] {
        let name = "entry.\(row)"
        return [
            "row": row, "at": "entry-\(row)", "head": entry.title.isEmpty ? entry.number : entry.title,
            "mayRemove": draft.entries.count > 1,
            "number": text("\(name).number", "number", entry.number, .entry(row, .number)),
            "title": text("\(name).title", "title", entry.title, .entry(row, .title)),
            "hoursName": "\(name).hours", "isWeekly": entry.isWeekly, "hoursAt": id(.entry(row, .hours)),
            "hoursError": orNothing(error(.entry(row, .hours))),
            "days": entry.days.enumerated().map { day, hours in
                [
                    "id": "entry-\(row)-day-\(day + 1)", "name": "\(name).day.\(day + 1)", "value": hours,
                    "label": words("plan.day.\(day + 1)"),
                    "wrong": OpeningHours.ranges(on: day + 1, from: hours) == nil,
                ]
            },
            "greeting": sequence("\(name).greeting", "greeting", entry.greeting, .entry(row, .greeting)),
            "next": destination("\(name).next", "next", entry.next, .entry(row, .next)),
            "closed": sequence("\(name).closed", "closed", entry.closed, .entry(row, .closed)),
        ]
    }

    private func menu(_ menu: PlanDraft.Menu, _ row: Int) -> [String: Any] {
        let name = "menu.\(row)"
        return [
            "row": row, "at": "menu-\(row)", "name": menu.name, "nameField": "\(name).name",
            "nameError": orNothing(error(.menu(row, .name))),
            "prompts": sequence("\(name).prompts", "prompts", menu.prompts, .menu(row, .prompts)),
            "options": (menu.options + [PlanDraft.Option()]).enumerated().map { option($1, $0, menu: row) },
            "optionsAt": id(.menu(row, .options)), "optionsError": orNothing(error(.menu(row, .options))),
            "wait": number("\(name).wait", "wait", menu.wait, CallPlan.Bounds.wait, .menu(row, .wait)),
            "tries": number("\(name).tries", "tries", menu.tries, CallPlan.Bounds.tries, .menu(row, .tries)),
            "wrongDigit": sequence("\(name).wrong", "wrong-digit", menu.wrong, .menu(row, .wrong)),
            "noDigit": sequence("\(name).none", "no-digit", menu.none, .menu(row, .none)),
            "fallback": destination("\(name).fallback", "fallback", menu.fallback, .menu(row, .fallback)),
        ]
    }

    private func option(_ option: PlanDraft.Option, _ row: Int, menu: Int) -> [String: Any] {
        let place = PlanProblem.Place.option(row, menu: menu)
        let keys = (0...9).map(String.init) + ["*", "#"]
        var digits = ([""] + keys).map { choice($0, $0, chosen: option.digit) }
        if !option.digit.isEmpty, !keys.contains(option.digit) {
            digits.append(choice(option.digit, option.digit, chosen: option.digit))
        }
        return [
            "at": id(place), "error": orNothing(error(place)), "digits": digits, "title": option.title,
            "digitName": "menu.\(menu).digit", "titleName": "menu.\(menu).option",
            "to": destination("menu.\(menu).to", "to", option.next, place, isOptional: option == PlanDraft.Option()),
        ]
    }

    private func queue(_ queue: PlanDraft.Queue, _ row: Int) -> [String: Any] {
        let (name, bounds) = ("queue.\(row)", CallPlan.Bounds.self)
        return [
            "row": row, "at": "queue-\(row)", "head": queue.title, "name": queue.name, "nameField": "\(name).name",
            "title": text("\(name).title", "queue-title", queue.title, .queue(row, .title)),
            "nameError": orNothing(error(.queue(row, .name))),
            "numbers": [
                number("\(name).ringLimit", "ring-limit", queue.ringLimit, bounds.ringLimit, .queue(row, .ringLimit)),
                number(
                    "\(name).wrapUpLimit", "wrap-up-limit", queue.wrapUpLimit, bounds.wrapUpLimit,
                    .queue(row, .wrapUpLimit)),
                number(
                    "\(name).serviceLevel", "service-level", queue.serviceLevel, bounds.serviceLevel,
                    .queue(row, .serviceLevel)),
                number(
                    "\(name).announceEvery", "announce-every", queue.announceEvery, bounds.announceEvery,
                    .queue(row, .announceEvery)),
                number("\(name).priority", "priority", queue.priority, bounds.priority, .queue(row, .priority)),
            ],
            "strategy": select(
                "\(name).strategy", "strategy",
                RoutingStrategy.allCases.map {
                    choice($0.rawValue, words("plan.strategy.\($0.rawValue)"), chosen: queue.strategy)
                }, .queue(row, .strategy)),
            "music": select("\(name).music", "music", promptChoices(queue.music), .queue(row, .music)),
            "skills": skillFields(queue, name), "skillsAt": id(.queue(row, .skills)),
            "skillsError": orNothing(error(.queue(row, .skills))),
        ]
    }

    /// Every skill of the register, and what the queue asks for beyond it.
    private func skillFields(_ queue: PlanDraft.Queue, _ name: String) -> [[String: Any]] {
        let unknown = queue.skills.keys.filter { code in !skills.contains { $0.code == code } }.sorted()
        let all = skills.map { ($0.code, $0.name) } + unknown.map { ($0, words("plan.gone", ["name": $0])) }
        return all.map { code, title in
            ["name": "\(name).skill.\(code)", "label": title, "value": queue.skills[code] ?? ""]
        }
    }

    private func auxRow(_ reason: PlanDraft.AuxRow, _ row: Int) -> [String: Any] {
        [
            "at": id(.auxReason(row)), "error": orNothing(error(.auxReason(row))), "code": reason.code,
            "title": reason.title, "minutes": reason.minutes, "codeName": "aux.\(row).code",
            "titleName": "aux.\(row).title", "minutesName": "aux.\(row).minutes",
            "most": CallPlan.Bounds.longestStay.upperBound / 60,
        ]
    }

    // MARK: - Fields

    private func text(_ name: String, _ word: String, _ value: String, _ place: PlanProblem.Place) -> [String: Any] {
        [
            "id": id(place), "name": name, "label": words("plan.field.\(word)"), "value": value,
            "error": orNothing(error(place)),
        ]
    }

    private func number(
        _ name: String, _ word: String, _ value: String, _ bounds: ClosedRange<Int>, _ place: PlanProblem.Place
    ) -> [String: Any] {
        text(name, word, value, place).merging([
            "least": bounds.lowerBound, "most": bounds.upperBound, "unit": words("plan.unit.\(word)"),
        ]) { own, _ in own }
    }

    private func minutes(
        _ name: String, _ word: String, _ value: String, _ place: PlanProblem.Place
    ) -> [String: Any] {
        number(name, word, value, 0...CallPlan.Bounds.cutContact.upperBound / 60, place)
    }

    private func select(
        _ name: String, _ word: String, _ choices: [[String: Any]], _ place: PlanProblem.Place
    ) -> [String: Any] {
        [
            "id": id(place), "name": name, "label": words("plan.field.\(word)"), "choices": choices,
            "error": orNothing(error(place)),
        ]
    }

    /// Prompts one after the other, and a blank place for one more.
    private func sequence(
        _ name: String, _ word: String, _ values: [String], _ place: PlanProblem.Place
    ) -> [String: Any] {
        let at = id(place)
        return [
            "label": words("plan.field.\(word)"), "at": at, "error": orNothing(error(place)),
            "selects": (values + [""]).enumerated().map { index, value in
                [
                    "id": "\(at)-\(index)", "name": name,
                    "choices": [choice("", "–", chosen: value)]
                        + promptChoices(value),
                    "label": words("plan.nth-prompt", ["nth": "\(index + 1)", "list": words("plan.field.\(word)")]),
                ]
            },
        ]
    }

    private var parts: Set<PromptName> { Announcement.parts.union(TicketStatus.parts) }

    private func promptChoices(_ value: String) -> [[String: Any]] {
        let whole = prompts.filter { !parts.contains($0.name) }
        var choices = whole.map { choice($0.name.text, "\($0.name.text) · \($0.words.shortened)", chosen: value) }
        let music = PromptShelf.music.text
        choices.append(choice(music, "\(music) · \(words("plan.music"))", chosen: value))
        if !value.isEmpty, !choices.contains(where: { $0["value"] as? String == value }) {
            let isThere = prompts.contains { $0.name.text == value }
            choices.append(choice(value, isThere ? value : words("plan.gone", ["name": value]), chosen: value))
        }
        return choices
    }

    /// Where a caller goes next: a queue, a menu, or last words.
    private func destination(
        _ name: String, _ word: String, _ value: String, _ place: PlanProblem.Place, isOptional: Bool = false
    ) -> [String: Any] {
        let queues = draft.queues.map { choice("queue:\($0.name)", $0.title, chosen: value) }
        let menus = draft.menus.map {
            choice("menu:\($0.name)", "\(words("plan.one.menu")) \($0.name)", chosen: value)
        }
        let endings =
            [choice("farewell:", words("plan.hang-up"), chosen: value)]
            + prompts.filter { !parts.contains($0.name) }.map {
                choice(
                    "farewell:\($0.name.text)",
                    words("plan.end-with", ["words": "\($0.name.text) · \($0.words.shortened)"]), chosen: value)
            }
        let asking = word == "to" ? [choice("ticket-status:", words("plan.ticket-status"), chosen: value)] : []
        let known = (queues + menus + asking + endings).contains { $0["value"] as? String == value }
        let gone = value.isEmpty || known ? [] : [choice(value, goneWords(value), chosen: value)]
        let groups: [(String, [[String: Any]])] = [
            ("plan.to-queue", queues), ("plan.to-menu", menus), ("plan.to-asking", asking),
            ("plan.to-end", endings), ("plan.to-other", gone),
        ]
        return [
            "id": isOptional ? id(place) + "-to" : id(place) + (word == "to" ? "-to" : ""), "name": name,
            "label": words("plan.field.\(word)"), "isBlank": value.isEmpty,
            "groups": groups.filter { !$0.1.isEmpty }.map { ["label": words($0.0), "choices": $0.1] },
            "error": orNothing(word == "to" ? nil : error(place)),
        ]
    }

    /// Several last words in a row are kept, and shown by their names; all else that is not in the list is gone.
    private func goneWords(_ value: String) -> String {
        guard case .farewell(let prompts)? = CallPlan.Step(value), prompts.count > 1 else {
            return words("plan.gone", ["name": String(value.drop { $0 != ":" }.dropFirst())])
        }
        return prompts.map(\.text).joined(separator: ", ")
    }

    private func choice(_ value: String, _ label: String, chosen: String) -> [String: Any] {
        ["value": value, "label": label, "chosen": value == chosen]
    }
}

extension String {
    /// The first words of a prompt, enough to know it by.
    fileprivate var shortened: String {
        guard count > 56 else { return self }
        return (prefix(54).last == " " ? prefix(53) : prefix(54)) + " …"
    }
}
