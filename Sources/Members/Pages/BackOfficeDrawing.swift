import Kernel
import Pages
import Staff

/// One change as a model for the page of those who decide on it.
struct BackOfficeDrawing {
    let opened: ChangeStore.Opened
    let rights: OfficeRights
    let names: AuthorNames
    let words: OfficeWords
    let now: Timestamp

    private var change: ChangeCase { opened.change }
    private var reading: ChangeReading { opened.seen.reading }
    private var isMasked: Bool { !rights.clear.contains(.nik) }

    var model: [String: Any] {
        let summary = reading.summary(masked: isMasked)
        let differences = reading.differences(from: opened.records)
        return [
            "kind": words(change.kind.titleKey), "stage": words.stage(change.stage.word),
            "term": words.term(change.dueAt, at: now), "once": once ?? false as Any,
            "isMasked": isMasked, "back": Path.backOffice.text, "facts": facts,
            "reason": reason ?? false as Any,
            "differences": differences.map(row), "hasDifferences": !differences.isEmpty,
            "parts": summary.parts.map(part), "notices": reading.notices.map(words.notice),
            "registry": registry, "people": people, "hasPeople": !change.draft.people.isEmpty,
        ]
    }

    // MARK: Who and where

    private var facts: [[String: Any]] {
        let origin = change.draft.origin
        var facts = [
            ("filed-by", names[origin.agent]),
            ("filed-at", words.time.moment(change.submission?.at ?? change.draft.startedAt)),
            ("channel", words.channel(origin.channel)),
            ("identity", words(change.draft.identity.key)),
        ]
        if let member = opened.records.first(where: { $0.id == origin.member }) {
            facts.insert(("about", member.name), at: 0)
        }
        if let branch = origin.branch { facts.append(("branch", branch)) }
        if let region = words.region(origin.region) { facts.append(("region", region)) }
        if let decider = change.submission?.decider { facts.append(("decider", words(decider.key))) }
        return facts.map { ["label": words("members.office.fact-of.\($0.0)"), "value": $0.1] }
    }

    /// `Satu dari dua: Rini Hapsari, 23 Nov 2026 10.15`
    private var once: String? {
        guard let first = change.approvals.first else { return nil }
        let key = change.stage.isOpen ? "members.office.one-of-two.by" : "members.office.approved.by"
        let all = change.approvals.map { "\(names[$0.by]), \(words.time.moment($0.at))" }
        return words(
            key,
            [
                "who": change.stage.isOpen
                    ? "\(names[first.by]), \(words.time.moment(first.at))" : all.joined(separator: "; ")
            ])
    }

    /// Why it came back or went to the branch.
    private var reason: [String: Any]? {
        switch change.stage {
        case .returned(let reason): ["word": words(reason.key), "said": paragraphs(reason.said)]
        case .atBranch(let reason): ["word": words(reason.key), "said": paragraphs(reason.said)]
        case .closed(let outcome): ["word": words(outcome.key), "said": [String]()]
        default: nil
        }
    }

    // MARK: What changes, what was said

    private func row(_ difference: RecordDifference) -> [String: Any] {
        [
            "who": difference.name, "label": words.label(difference.after),
            "before": difference.before.map { words.write($0, clear: rights.clear) } ?? words.nothing,
            "after": words.write(difference.after, clear: rights.clear),
        ]
    }

    private func part(_ part: ChangeSummary.Part) -> [String: Any] {
        [
            "title": words(part.titleKey),
            "lines": part.lines.map { line in
                [
                    "label": words(line.labelKey),
                    "value": line.values.map { hidden(line.field) ?? words.write($0, of: line.field) }
                        .joined(separator: ", "),
                ]
            },
        ]
    }

    /// A birth date and an address prove who speaks; a summary masks numbers alone.
    private func hidden(_ field: FieldName) -> String? {
        let guarded: [FieldName: MemberField] = [.birthDate: .birthDate, .address: .address, .email: .email]
        guard let guardedAs = guarded[field], !rights.clear.contains(guardedAs) else { return nil }
        return words("members.hidden")
    }

    // MARK: The registry

    private var registry: [String: Any] {
        guard reading.needsRegistry else {
            return [
                "needed": false, "check": false, "next": false, "none": words("members.office.registry.not-needed"),
            ]
        }
        var next: String?
        if case .awaitingRegistry(let tries, let at) = change.stage {
            next = words("members.office.why.registry", ["tries": "\(tries)", "next": words.time.moment(at)])
        }
        return ["needed": true, "check": words.check(reading.check), "next": next ?? false as Any, "none": false]
    }

    private var people: [[String: Any]] {
        let chosen = Set(reading.chosenPeople.map(\.id))
        return change.draft.people.map { person in
            [
                "name": person.name,
                "nik": person.nik.map { isMasked ? $0.masked : $0.digits } ?? words.nothing,
                "born": rights.clear.contains(.birthDate)
                    ? words.time.write(person.birthDate) : "\(person.birthDate.year)",
                "relation": words.members.relation(person.relation),
                "source": words("members.office.source.\(person.source.rawValue)"), "check": words.check(person.check),
                "insured": person.participation.map { words.members.status($0.status) }
                    ?? words("members.office.no-member"),
                "isChosen": chosen.contains(person.id),
            ]
        }
    }
}

extension OfficeWords {
    /// `call`: a word of its own where there is one.
    func channel(_ channel: String) -> String {
        let key = "members.channel.\(channel)"
        let word = self(key)
        return word == key ? channel : word
    }
}
