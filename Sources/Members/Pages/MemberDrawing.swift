import Kernel
import Pages

/// A member's page as a model for its template.
struct MemberDrawing {
    let record: MemberRecord
    let family: [Member]
    /// Shown in the clear on this view of the page alone.
    let unmasked: Set<MemberField>
    let viewer: SignedIn
    /// What the page was opened for; nil when nothing says so.
    let because: Subject?
    let words: MemberWords

    private var member: Member { record.member }
    private var summary: MemberSummary { member.summary(for: viewer.roles, unmasked: unmasked) }

    /// - Parameter place: the regions in which the member lives, the nearest first.
    func model(_ place: [Region], today: Day) -> [String: Any] {
        var model: [String: Any] = [
            "name": member.name, "status": words.badge(member.status), "path": Path.member(member.id).text,
            "because": because?.text ?? false, "rows": rows(place, today: today), "family": familyRows(today: today),
            "history": history, "sources": sources, "reasons": reasons, "longest": UnmaskingReason.longestWords,
            "relation": words.relation(member.relation), "unmasked": unmasked.isEmpty ? false : shown as Any,
        ]
        model["penalty"] = Path.penalty.with("segment", member.segment.rawValue).text
        if viewer.may(.membersLooks) { model["looks"] = Path.memberLooks(member.id).text }
        if viewer.may(.membersExport) { model["exports"] = Path.memberExports(member.id).text }
        return model
    }

    private var shown: String {
        words(
            "members.unmasked",
            ["fields": MemberField.guarded.filter(unmasked.contains).map(words.field).joined(separator: ", ")])
    }

    // MARK: Who

    private func rows(_ place: [Region], today: Day) -> [[String: Any]] {
        let seen = summary
        let age = words("members.age", ["years": "\(member.age(on: today))"])
        return [
            row(.card, seen.card), row(.nik, member.trueNIK.map { _ in seen.nik }), row(.family, seen.family),
            row(.birthDate, seen.birthDate.map { "\(words.time.write($0)) · \(age)" } ?? age),
            row(.sex, words("members.sex.\(member.sex.rawValue)")), row(.careClass, words.careClass(member.careClass)),
            row(.segment, words.segment(member.segment)), row(.facility, seen.facility.map(facility)),
            row(.branch, member.branch),
            row(.region, (place.isEmpty ? [member.region] : place).map(\.name).joined(separator: ", ")),
            row(.address, seen.address ?? member.address.map { _ in words("members.hidden") }),
            row(.phones, seen.phones.isEmpty ? nil : seen.phones.joined(separator: ", ")), row(.email, seen.email),
        ]
    }

    private func facility(_ facility: Facility) -> String {
        guard let since = facility.since else { return facility.name }
        return "\(facility.name) · " + words("members.since", ["day": words.time.write(since)])
    }

    private func row(_ field: MemberField, _ value: String?) -> [String: Any] {
        let isHidden = MemberField.guarded.contains(field) && !summary.clear.contains(field) && value != nil
        return [
            "field": field.rawValue, "label": words.field(field), "value": value ?? words("members.no-value"),
            "told": words.told(record.provenance(of: field)), "isHidden": isHidden,
            "mayUnmask": isHidden && viewer.may(.membersUnmask),
            "unmaskWords": words("members.unmask.field", ["field": words.field(field)]),
        ]
    }

    private var reasons: [[String: Any]] {
        UnmaskingReason.Choice.allCases.map { ["value": $0.rawValue, "word": words("members.reason.\($0.rawValue)")] }
    }

    // MARK: Family, history, sources

    private func familyRows(today: Day) -> [[String: Any]] {
        family.map { other in
            [
                "name": other.name, "path": Path.member(other.id).with("for", because?.text).text,
                "oneself": other.id == member.id, "relation": words.relation(other.relation),
                "age": words("members.age", ["years": "\(other.age(on: today))"]), "card": other.card.masked,
                "class": String(repeating: "I", count: other.careClass.rawValue),
                "status": words.badge(other.status),
            ]
        }
    }

    /// Of each matter the newest first; one that never changed has one line.
    private var history: [[String: Any]] {
        MemberState.Matter.allCases.flatMap { matter -> [[String: Any]] in
            var spans = record.history.spans(of: matter)
            if spans.isEmpty { spans = [MemberSpan(now(matter), since: nil, told: record.told)] }
            let ends = spans.dropFirst().map { $0.since?.adding(days: -1) } + [nil]
            return zip(spans, ends).enumerated().map { place, span in
                [
                    "matter": words.matter(matter), "state": words.state(span.0.state),
                    "since": span.0.since.map(words.time.write) ?? words("members.since-before"),
                    "until": place == spans.count - 1
                        ? words("members.until-now") : span.1.map(words.time.write) ?? words("members.no-value"),
                    "told": words.told(span.0.told), "isPast": place < spans.count - 1,
                ]
            }.reversed()
        }
    }

    private func now(_ matter: MemberState.Matter) -> MemberState {
        switch matter {
        case .status: .status(member.status)
        case .segment: .segment(member.segment)
        case .careClass: .careClass(member.careClass)
        }
    }

    private var sources: [[String: Any]] {
        MemberField.allCases.map { field in
            let told = record.provenance(of: field)
            return [
                "field": words.field(field), "source": words.source(told.source),
                "when": words.time.moment(told.toldAt), "isOwn": record.exceptions[field] != nil,
            ]
        }
    }
}
