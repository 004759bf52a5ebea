import Kernel
import Pages

/// What the insurer says of a member, in words.
struct InsurerWords {
    struct Row {
        let field: MemberField?
        let label: String
        let value: String
    }

    let words: MemberWords

    /// - Parameter card: as the reader may see it.
    func rows(_ word: InsurerWord, card: (CardNumber) -> String) -> [Row] {
        var rows = [row(.status, "status", status(word))]
        rows.append(row(.careClass, "class", word.careClass.map(words.careClass)))
        rows.append(row(.segment, "segment", word.paidBy.map(words.segment) ?? word.segment.map(text)))
        rows.append(row(.facility, "facility", word.facility.map(text)))
        rows.append(row(.card, "card", word.card.map(card)))
        // In rupiah or in months, nobody says: only whether there are any.
        if let arrears = word.arrears {
            rows.append(row(nil, "arrears", words("members.insurer.arrears.\(arrears > 0 ? "some" : "none")")))
        }
        return rows
    }

    /// `Tidak aktif · TIDAK AKTIF KARENA PREMI`
    private func status(_ word: InsurerWord) -> String? {
        let said = word.status.map(text)
        guard let isActive = word.isActive else { return said }
        let plain = words(isActive ? "members.insurer.active" : "members.insurer.inactive")
        guard let said, said.lowercased() != plain.lowercased() else { return plain }
        return "\(plain) · \(said)"
    }

    private func text(_ coded: InsurerRecord.Coded) -> String { coded.text ?? coded.code ?? "" }

    private func row(_ field: MemberField?, _ key: String, _ value: String?) -> Row {
        Row(field: field, label: words("members.insurer.\(key)"), value: value ?? words("members.no-value"))
    }

    func trouble(_ refusal: InsurerRefusal) -> String {
        guard case .refused(_, let message) = refusal else { return words("members.insurer.refused.\(refusal.word)") }
        return words("members.insurer.refused.refused", ["message": message])
    }

    /// `3 menit lalu`, in its largest unit.
    func age(_ age: Duration) -> String {
        let seconds = age.microseconds / 1_000_000
        let (unit, count): (String, Int64) =
            switch seconds {
            case ..<60: ("now", 0)
            case ..<3_600: ("minutes", seconds / 60)
            case ..<86_400: ("hours", seconds / 3_600)
            default: ("days", seconds / 86_400)
            }
        return words("members.insurer.age.\(unit)", ["n": "\(count)"])
    }

    /// `28 Nov 09.14`, with the year when it is another.
    func moment(_ moment: Timestamp, seenAt now: Timestamp) -> String {
        let (day, year) = (words.time.day(moment), words.time.day(now).suffix(5))
        return (day.hasSuffix(year) ? String(day.dropLast(5)) : day) + " " + words.time.clock(moment)
    }
}

extension MemberShow {
    /// The block of the insurer on a member's page, for `members-insurer`: the last that is known, without waiting for
    /// anybody. nil where none is connected.
    ///
    /// - Parameters:
    ///   - trouble: why the insurer did not answer just now.
    ///   - isTold: whether somebody pressed and is to be told why.
    func insurerModel(
        _ member: Member, _ clear: Set<MemberField>, trouble: InsurerRefusal?, isTold: Bool = true,
        because: Subject?, _ words: MemberWords
    ) async throws -> [String: Any]? {
        // The insurer knows nobody by a number of the house.
        guard let insurer, !member.nik.isProvisional else { return nil }
        let now = words.context.arrivedAt
        let answer = try await insurer.store.last(of: member.id)
        let texts = InsurerWords(words: words)
        let isOffline = trouble?.isOfTheLine ?? !insurer.insurer.line.health.isUsable
        let isFresh = answer.map { $0.age(at: now) < insurer.fresh } ?? false
        var model: [String: Any] = [
            "title": words("members.insurer.title", ["service": insurer.insurer.convention.name]),
            "ask": Path.insurerAnswers(member.id).text, "because": because?.text ?? false as Any,
            "trouble": isTold ? trouble.map(texts.trouble) ?? false as Any : false, "rows": [Any](), "isFound": false,
            "isOld": isOffline || !isFresh,
            "isDue": !isOffline && !isFresh && trouble == nil,
            "said": words(isOffline ? "members.insurer.offline-never" : "members.insurer.never"), "unknown": false,
        ]
        guard let answer else { return model }
        model["said"] =
            isOffline
            ? words("members.insurer.offline", ["at": texts.moment(answer.at, seenAt: now)])
            : texts.age(answer.age(at: now))
        switch answer.outcome {
        case .notFound: model["unknown"] = true
        case .found(let word): (model["isFound"], model["rows"]) = (true, rows(word, member, clear, texts))
        }
        return model
    }

    /// Ours stands beside what is otherwise.
    private func rows(
        _ word: InsurerWord, _ member: Member, _ clear: Set<MemberField>, _ texts: InsurerWords
    ) -> [[String: Any]] {
        func card(_ card: CardNumber) -> String { clear.contains(.card) ? card.digits : card.masked }
        let differences = word.differences(from: member)
        let words = texts.words
        return texts.rows(word, card: card).map { row in
            let ours: String? =
                switch row.field {
                case .status: words.status(member.status)
                case .careClass: words.careClass(member.careClass)
                case .segment: words.segment(member.segment)
                case .facility: member.facility?.name ?? words("members.no-value")
                case .card: card(member.card)
                default: nil
                }
            let differs = row.field.map(differences.contains) ?? false
            return [
                "label": row.label, "value": row.value, "isNumber": row.field == .card,
                "ours": differs ? words("members.insurer.ours", ["value": ours ?? ""]) : false as Any,
            ]
        }
    }
}

extension Path {
    static func insurerAnswers(_ id: MemberID) -> Path { "/members/\(id)/insurer-answers" }
}
