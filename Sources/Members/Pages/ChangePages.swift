import Hummingbird
import Kernel
import Pages

/// `/changes/…`: what is typed into a change, step by step, and its handing in. What is typed is kept, right or wrong.
struct ChangePages: PageGroup {
    let changes: ChangeStore
    let show: ChangeShow

    func add(to router: Router<PageContext>) {
        router.get("/changes/:id") { request, context in
            let id: ChangeID = try context.parameter("id")
            return try await show.page(
                of: id, at: Form.query(request)["step"].map { StepName(rawValue: $0) }, context)
        }
        router.post("/changes/:id/steps/:step", use: answer)
        router.post("/changes/:id/people", use: addPerson)
        router.post("/changes/:id/people/:person/removals", use: removePerson)
        router.post("/changes/:id/readings", use: readRegistry)
        router.post("/changes/:id/proofs", use: prove)
        router.post("/changes/:id/submissions", use: submit)
        router.post("/changes/:id/withdrawals", use: withdraw)
    }

    @Sendable private func answer(_ request: Request, _ context: PageContext) async throws -> Response {
        let step = StepName(rawValue: try context.parameter("step", as: String.self))
        return try await doing(request, context, at: step) { id, form, viewer in
            let (words, version, now) = (form.values, form.value("version", as: Int.self) ?? 0, context.arrivedAt)
            let (seen, problems) = try await changes.edit(id, step, by: viewer.actor, at: now) {
                (draft, ground) throws(ChangeRefusal) in
                try draft.answer(step, words, version: version, at: now, on: ground)
            }
            if !problems.isEmpty { return try await show.page(of: id, at: step, isWrong: true, context) }
            guard let next = seen.reading.nextStep else { return .redirect(to: .change(id)) }
            return .redirect(to: .change(id, step: next))
        }
    }

    @Sendable private func addPerson(_ request: Request, _ context: PageContext) async throws -> Response {
        try await doing(request, context, at: "people") { id, form, viewer in
            let (words, version, now) = (form.values, form.value("version", as: Int.self) ?? 0, context.arrivedAt)
            let (seen, problems) = try await changes.edit(id, by: viewer.actor, at: now) {
                (draft, ground) throws(ChangeRefusal) in
                try draft.add(person: words, version: version, at: now, on: ground)
            }
            if !problems.isEmpty {
                return try await show.page(of: id, at: "people", person: problems, isWrong: true, context)
            }
            try await look(for: seen.change.draft.people, in: id, viewer, at: now)
            return .redirect(to: .change(id, step: "people"))
        }
    }

    @Sendable private func removePerson(_ request: Request, _ context: PageContext) async throws -> Response {
        let person: Int = try context.parameter("person")
        return try await doing(request, context, at: "people") { id, form, viewer in
            let (version, now) = (form.value("version", as: Int.self) ?? 0, context.arrivedAt)
            _ = try await changes.edit(id, by: viewer.actor, at: now) { (draft, ground) throws(ChangeRefusal) in
                try draft.remove(person: person, version: version, at: now, on: ground)
            }
            return .redirect(to: .change(id, step: "people"))
        }
    }

    /// Asks for everybody on the card. The registry finds a card by somebody on it, so the agent gives one NIK.
    @Sendable private func readRegistry(_ request: Request, _ context: PageContext) async throws -> Response {
        try await doing(request, context, at: "people") { id, form, viewer in
            let now = context.arrivedAt
            guard let seen = try await changes.seen(id, by: viewer.actor, at: now) else { throw PageRefusal.notFound }
            guard let card = seen.reading.familyCard else { throw ChangeRefusal.noFamilyCard }
            guard let nik = form["by"].flatMap({ NIK($0) }) else {
                return try await show.page(
                    of: id, at: "people", asked: form["by"] ?? "", refusal: "members.change.problem.not-a-nik",
                    isWrong: true, context)
            }
            let reading = await show.read(card, by: nik, for: id)
            let (after, _) = try await changes.edit(id, by: viewer.actor, at: now) {
                (draft, ground) throws(ChangeRefusal) in
                try draft.take(reading, of: card, at: now, on: ground)
            }
            try await look(for: after.change.draft.people, in: id, viewer, at: now)
            let notice: String? =
                switch reading {
                case .found: nil
                case .notFound: "members.changes.registry.not-found"
                case .down: "members.changes.registry.silent"
                }
            return .redirect(to: .change(id, step: "people"), notice: notice, kind: .warning)
        }
    }

    /// Who of the people is insured already.
    private func look(
        for people: [DraftPerson], in id: ChangeID, _ viewer: SignedIn, at now: Timestamp
    ) async throws {
        let found = try await changes.participants(
            people.compactMap(\.nik), because: id, by: viewer.author, at: now)
        _ = try await changes.edit(id, by: viewer.actor, at: now) { (draft, _) throws(ChangeRefusal) in
            draft.take(participants: found, at: now)
        }
    }

    /// Takes over what the caller proved in the contact meanwhile.
    @Sendable private func prove(_ request: Request, _ context: PageContext) async throws -> Response {
        try await doing(request, context, at: nil) { id, _, viewer in
            let now = context.arrivedAt
            guard let seen = try await changes.seen(id, by: viewer.actor, at: now),
                let member = seen.change.draft.origin.member
            else { throw PageRefusal.notFound }
            let check = try await changes.identity(
                of: member, in: seen.change.draft.origin.contact)
            let level = check.level(.original)
            _ = try await changes.edit(id, by: viewer.actor, at: now) { (draft, _) throws(ChangeRefusal) in
                draft.prove(level, at: now)
            }
            return .redirect(to: .change(id))
        }
    }

    @Sendable private func submit(_ request: Request, _ context: PageContext) async throws -> Response {
        try await doing(request, context, at: nil) { id, _, viewer in
            let seen = try await changes.handle(.submit, id, by: viewer.actor, at: context.arrivedAt)
            return .redirect(to: .change(id), notice: seen.change.stage.key, kind: seen.change.stage.noticeKind)
        }
    }

    @Sendable private func withdraw(_ request: Request, _ context: PageContext) async throws -> Response {
        try await doing(request, context, at: nil) { id, form, viewer in
            let reason = form["reason"] ?? ""
            _ = try await changes.handle(.withdraw(reason: reason), id, by: viewer.actor, at: context.arrivedAt)
            return .redirect(to: .change(id), notice: "members.change.stage.withdrawn")
        }
    }

    private func doing(
        _ request: Request, _ context: PageContext, at step: StepName?,
        _ work: (ChangeID, Form, SignedIn) async throws -> Response
    ) async throws -> Response {
        let viewer = try context.require(.changesRead)
        let id: ChangeID = try context.parameter("id")
        let form = try await Form.read(request, context)
        try await show.check(id, for: viewer)
        do { return try await work(id, form, viewer) } catch ChangeRefusal.noSuchChange {
            throw PageRefusal.notFound
        } catch ChangeRefusal.notAllowed {
            throw PageRefusal.forbidden(.changesRead)
        } catch let refusal as ChangeRefusal {
            return try await show.page(
                of: id, at: step, typed: step == nil ? nil : form, refusal: refusal.key, isWrong: true, context)
        }
    }
}

extension ChangeStage {
    /// How an agent who has handed a change in takes where it is now.
    fileprivate var noticeKind: NoticeKind {
        switch self {
        case .returned, .atBranch: .warning
        case .awaitingRegistry: .info
        default: .done
        }
    }
}
