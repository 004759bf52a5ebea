import Hummingbird
import Kernel
import Pages
import Staff

/// Answers with a member's page.
struct MemberShow: Sendable {
    let store: MemberStore
    let staff: StaffStore
    let story: MemberStory
    /// nil in a house that makes no changes.
    var changes: ChangeStore?
    /// nil in a house that is not connected to it.
    var insurer: RememberedInsurer?
    let calendar: CentreCalendar
    let views: Views

    /// The look leaves its fact.
    ///
    /// - Parameter forms: what was typed and could not be taken.
    func page(
        of id: MemberID, forms: MemberForms? = nil, because: Subject? = nil, _ context: PageContext
    ) async throws -> Response {
        let viewer = try context.require(.membersRead)
        let found = try await store.record(
            id, because: because ?? .memberPage, by: viewer.author, at: context.arrivedAt)
        guard let record = found else { throw PageRefusal.notFound }
        return try await page(record, forms: forms, viewer, because: because, context)
    }

    /// - Parameter unmasked: what the fact of an unmasking names.
    func page(
        _ record: MemberRecord, unmasked: Set<MemberField> = [], forms: MemberForms? = nil, _ viewer: SignedIn,
        because: Subject?, _ context: PageContext
    ) async throws -> Response {
        let words = MemberWords(calendar, context)
        let family = try await store.family(
            of: record.member, because: because ?? .memberPage, by: viewer.author, at: context.arrivedAt)
        let drawing = MemberDrawing(
            record: record, family: family, unmasked: unmasked, viewer: viewer, because: because, words: words)
        var model = drawing.model(
            try await store.place(of: record.member.region.code), today: calendar.day(of: context.arrivedAt))
        model["story"] = try await story.items(record.id, .person(viewer), context).map { line($0, words) }
        let consents = try await store.consents(of: record.id)
        model.merge(try await consentModel(consents, forms ?? MemberForms(), viewer, words)) { _, new in new }
        model["services"] = try await services(record.member, viewer, because, context)
        let clear = record.member.summary(for: viewer.roles, unmasked: unmasked).clear
        let insurer = try await insurerModel(
            record.member, clear, trouble: forms?.insurer, because: because, words)
        model["insurer"] = insurer ?? false as Any
        model["refusal"] = forms?.refusal.map { words($0) } ?? false as Any
        return try views.page(
            "members-member", title: record.member.name, model, context,
            status: forms?.status ?? .ok,
            frame: Views.Frame(
                styles: ["members.css", "members-changes.css"],
                scripts: insurer == nil ? [] : ["members-insurer.js"]))
    }

    private func line(_ item: StoryItem, _ words: MemberWords) -> [String: Any] {
        // What is absent is said to be so: a template would look for it further out.
        [
            "when": words.time.moment(item.at), "kind": item.kind, "title": item.title, "said": paragraphs(item.said),
            "path": item.path?.text ?? false as Any,
            "badge": item.badge.map { ["tone": $0.tone, "word": $0.word] } ?? false as Any,
        ]
    }

    // MARK: Consents

    private func consentModel(
        _ consents: [Consent], _ forms: MemberForms, _ viewer: SignedIn, _ words: MemberWords
    ) async throws -> [String: Any] {
        let names = try await AuthorNames(
            of: consents.map(\.by) + consents.compactMap { $0.withdrawal?.by }, staff, words.context)
        let mayConsent = viewer.may(.membersConsent)
        let open = ConsentPurpose.allCases.filter { purpose in
            !consents.contains { $0.isInForce && $0.purpose == purpose }
        }
        let chosen = forms.consent["purpose"]
        return [
            "consents": consents.map { consent($0, names, mayConsent, words) },
            "mayConsent": mayConsent && !open.isEmpty,
            "purposes": open.map { purpose in
                [
                    "value": purpose.rawValue, "word": words("members.purpose.\(purpose.rawValue)"),
                    "text": purpose.text.words, "version": purpose.text.version, "chosen": purpose.rawValue == chosen,
                ] as [String: Any]
            },
            "means": Form.choices(
                ConsentMeans.allCases.map { ($0.rawValue, words("members.means.\($0.rawValue)")) },
                chosen: Set(forms.consent.all("means"))),
            "form": forms.consent.model(words.context),
        ]
    }

    private func consent(
        _ consent: Consent, _ names: AuthorNames, _ mayWithdraw: Bool, _ words: MemberWords
    ) -> [String: Any] {
        func said(_ given: Consent.Given, _ by: Author) -> String {
            "\(words.time.moment(given.at)) · \(words("members.means.\(given.means.rawValue)")): \(given.reference)"
                + " · \(names[by])"
        }
        return [
            "purpose": words("members.purpose.\(consent.purpose.rawValue)"), "text": consent.text.words,
            "version": consent.text.version, "given": said(consent.given, consent.by),
            "withdrawn": consent.withdrawal.map { said($0.given, $0.by) } ?? false as Any,
            "isInForce": consent.isInForce,
            "withdraw": consent.isInForce && mayWithdraw
                ? Path.withdrawals(consent.member, consent.id).text : false as Any,
        ]
    }
}

/// What was typed on a member's page and could not be taken.
struct MemberForms {
    var consent = Form()
    /// The key of words that stand above everything.
    var refusal: String?
    /// The insurer was asked, and did not answer.
    var insurer: InsurerRefusal?

    var status: HTTPResponse.Status { insurer == nil ? .unprocessableContent : .badGateway }
}

extension Subject {
    /// A look at the member's page that nothing more is known of.
    static let memberPage = Subject("page", "member")
}

extension Path {
    static func withdrawals(_ member: MemberID, _ consent: ConsentID) -> Path {
        "/members/\(member)/consents/\(consent)/withdrawals"
    }
}
