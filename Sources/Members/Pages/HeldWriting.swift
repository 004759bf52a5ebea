import Database
import Kernel
import Pages
import Staff

/// All that is held on a member, in plain words and without others: what JSON writes and what the page shows.
struct HeldAnswer: Encodable {
    struct Section: Encodable {
        let title: String
        let entries: [Entry]
    }

    struct Entry: Encodable {
        let title: String
        let values: [LabelledValue]
    }

    let title: String
    let about: String
    let made: String
    let law: String
    let sections: [Section]

    var model: [String: Any] {
        [
            "title": title, "about": about, "made": made, "law": law,
            "sections": sections.map { section in
                [
                    "title": section.title, "isEmpty": section.entries.isEmpty,
                    "entries": section.entries.map { entry in
                        [
                            "title": entry.title,
                            "values": entry.values.map { ["label": $0.label, "value": $0.value] },
                        ] as [String: Any]
                    },
                ] as [String: Any]
            },
        ]
    }
}

/// Writes the answer to a member who asks what is held on him.
struct HeldWriting {
    private let held: HeldMember
    private let items: [StoryItem]
    private let words: MemberWords
    private let redact: Redaction
    /// What a person of the staff is to the member: a role, not a name.
    private let roles: [PersonID: String]

    init(_ held: HeldMember, _ items: [StoryItem], _ words: MemberWords, _ staff: StaffStore) async throws {
        (self.held, self.items, self.words) = (held, items, words)
        var roles: [PersonID: String] = [:]
        var others = held.family.map(\.name)
        for author in Set(held.trail.map(\.author) + held.consents.map(\.by) + held.requests.map(\.by)) {
            guard case .person(let id) = author, let person = try await staff.person(id) else { continue }
            let names = person.roles.sorted { $0.rawValue < $1.rawValue }.map { words("staff.role.\($0.rawValue)") }
            roles[id] = names.joined(separator: ", ")
            others.append(person.name)
        }
        self.roles = roles
        redact = Redaction(for: held.record.member, others: others, mark: words("members.export.redacted"))
    }

    func answer() throws -> HeldAnswer {
        let kinds = items.reduce(into: [String]()) { if !$0.contains($1.kind) { $0.append($1.kind) } }
        return HeldAnswer(
            title: words("members.export.title"), about: held.record.member.name,
            made: words("members.export.made", ["when": words.time.moment(words.context.arrivedAt)]),
            law: words("members.export.law"),
            sections: [person, family, history, insurer] + kinds.map(story) + [consents, requests, try trail])
    }

    // MARK: Sections

    private var person: HeldAnswer.Section {
        section(
            "members.who",
            MemberField.allCases.map { field in
                HeldAnswer.Entry(
                    title: words.field(field),
                    values: [
                        value("members.source.value", text(field) ?? words("members.no-value")),
                        value("members.source.from", words.told(held.record.provenance(of: field))),
                    ])
            })
    }

    /// How many they are, and what they are to each other; who they are is theirs.
    private var family: HeldAnswer.Section {
        section(
            "members.family",
            held.family.map { other in
                HeldAnswer.Entry(title: words.relation(other.relation), values: [])
            })
    }

    private var history: HeldAnswer.Section {
        section(
            "members.history",
            held.record.history.spans.map { span in
                HeldAnswer.Entry(
                    title: words.matter(span.state.matter),
                    values: [
                        value("members.history.state", words.state(span.state)),
                        value(
                            "members.history.since", span.since.map(words.time.write) ?? words("members.since-before")),
                        value("members.source.from", words.told(span.told)),
                    ])
            })
    }

    private var insurer: HeldAnswer.Section {
        var entries: [HeldAnswer.Entry] = []
        if let answer = held.insurer {
            let texts = InsurerWords(words: words)
            let values: [LabelledValue] =
                switch answer.outcome {
                case .notFound: [value("members.insurer.status", words("members.insurer.not-found"))]
                case .found(let word): texts.rows(word, card: \.digits).map { LabelledValue($0.label, $0.value) }
                }
            entries = [HeldAnswer.Entry(title: words.time.moment(answer.at), values: values)]
        }
        return section("members.insurer.held", entries)
    }

    private func story(_ kind: String) -> HeldAnswer.Section {
        HeldAnswer.Section(
            title: kind,
            entries: items.filter { $0.kind == kind }.map { item in
                HeldAnswer.Entry(
                    title: words.time.moment(item.at),
                    values: item.values.map { LabelledValue($0.label, redact($0.value)) })
            })
    }

    private var consents: HeldAnswer.Section {
        section(
            "members.consents",
            held.consents.map { consent in
                var values = [
                    value("members.consent.text", consent.text.words),
                    value("members.consent.given", said(consent.given)),
                ]
                if let withdrawal = consent.withdrawal {
                    values.append(value("members.consent.withdrawn", said(withdrawal.given)))
                }
                return HeldAnswer.Entry(title: words("members.purpose.\(consent.purpose.rawValue)"), values: values)
            })
    }

    private var requests: HeldAnswer.Section {
        section(
            "members.exports.title",
            held.requests.map { request in
                HeldAnswer.Entry(
                    title: words.time.moment(request.askedAt),
                    values: [
                        value("members.exports.asking", redact(request.asking)),
                        value(
                            "members.exports.answered",
                            request.answer.map { words.time.moment($0.at) } ?? words("members.no-value")),
                    ])
            })
    }

    private var trail: HeldAnswer.Section {
        get throws {
            let lines = TrailWords { words($0, $1) }
            return section(
                "members.export.trail",
                try held.trail.reversed().map { entry in
                    let line = try lines.line(entry)
                    return HeldAnswer.Entry(
                        title: words.time.moment(entry.at),
                        values: [
                            value("members.looks.who", who(entry.author)), value("members.looks.what", line.what),
                            value("members.looks.why", redact(line.why)),
                        ])
                })
        }
    }

    // MARK: Words

    private func section(_ key: String, _ entries: [HeldAnswer.Entry]) -> HeldAnswer.Section {
        HeldAnswer.Section(title: words(key), entries: entries)
    }

    private func value(_ key: String, _ text: String) -> LabelledValue { LabelledValue(words(key), text) }

    private func said(_ given: Consent.Given) -> String {
        "\(words.time.moment(given.at)), \(words("members.means.\(given.means.rawValue)")): \(redact(given.reference))"
    }

    private func who(_ author: Author) -> String {
        switch author {
        case .person(let id): roles[id] ?? words("staff.author.unknown")
        case .system: words("staff.author.system")
        case .outsider: words("staff.author.outsider")
        }
    }

    /// The member's own, so nothing is masked.
    private func text(_ field: MemberField) -> String? {
        let member = held.record.member
        return switch field {
        case .card: member.card.digits
        case .nik: member.trueNIK?.digits
        case .family: member.family.digits
        case .relation: words.relation(member.relation)
        case .name: member.name
        case .birthDate: words.time.write(member.birthDate)
        case .sex: words("members.sex.\(member.sex.rawValue)")
        case .motherName: member.motherName
        case .careClass: words.careClass(member.careClass)
        case .segment: words.segment(member.segment)
        case .status: words.status(member.status)
        case .region: member.region.name
        case .address: member.address
        case .branch: member.branch
        case .facility: member.facility?.name
        case .phones: member.phones.isEmpty ? nil : member.phones.map(\.local).joined(separator: ", ")
        case .email: member.email
        }
    }
}
