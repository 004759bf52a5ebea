import Kernel
import Members
import Testing

@Suite("Who may do what to a change")
struct ChangeRightsTests {
    private let at = ChangeCounter.morning

    /// One line of the table: an action, and every role that may.
    struct Line: Sendable, CustomTestStringConvertible {
        let action: ChangeAction
        let roles: Set<Role>
        let isForSystem: Bool
        var testDescription: String { action.rawValue }

        init(_ action: ChangeAction, _ roles: Set<Role>, system: Bool = false) {
            (self.action, self.roles, isForSystem) = (action, roles, system)
        }
    }

    static let table = [
        Line(.begin, [.inbound, .social]),
        Line(.edit, [.inbound, .social]),
        Line(.submit, [.inbound, .social]),
        Line(.withdraw, [.inbound, .outbound, .social, .supervisor]),
        Line(.hearRegistry, [], system: true),
        Line(.take, [.backOffice]),
        Line(.release, [.backOffice, .supervisor]),
        Line(.approve, [.backOffice]),
        Line(.sendBack, [.backOffice]),
        Line(.sendToBranch, [.backOffice]),
        Line(.closeAtBranch, [.branch]),
        Line(.returnAtBranch, [.branch]),
        Line(.lapse, [], system: true),
        Line(.ringBack, [.inbound, .outbound, .supervisor]),
        Line(.issueAccounts, [], system: true),
    ]

    @Test("the table has a line for every action")
    func whole() { #expect(Self.table.map(\.action) == ChangeAction.allCases) }

    @Test("every cell: the roles of the line may, all others and outsiders may not", arguments: table)
    func cells(_ line: Line) {
        for role in Role.allCases {
            let actor = ChangeActor.person(ChangeCounter.person(50), [role])
            #expect(actor.may(line.action) == line.roles.contains(role), "\(role) \(line.action)")
        }
        #expect(!ChangeActor.person(ChangeCounter.person(50), []).may(line.action))
        #expect(ChangeActor.system("registry").may(line.action) == line.isForSystem)
    }

    /// A change in which the action would succeed, and the event that does it.
    private func scene(_ action: ChangeAction, holder: PersonID) throws -> (ChangeCase, ChangeEvent, ChangeGround) {
        let counter = ChangeCounter()
        let kind: ChangeKind = action == .hearRegistry ? .familyRegistration : .removal
        let ground = try counter.ground(kind, standing: counter.standing(for: kind))
        var change = try counter.filled(kind, isUp: action != .hearRegistry)
        let taker = ChangeActor.person(holder, [.backOffice])
        func go(_ events: [(ChangeEvent, ChangeActor)]) throws {
            for (event, actor) in events { _ = try change.handle(event, by: actor, at: at, on: ground) }
        }
        switch action {
        case .begin, .edit, .submit, .lapse: break
        case .hearRegistry, .withdraw, .take: try go([(.submit, counter.agent)])
        case .release, .approve, .sendBack, .sendToBranch:
            try go([(.submit, counter.agent), (.take, taker)])
        case .closeAtBranch, .returnAtBranch:
            try go([
                (.submit, counter.agent), (.take, counter.office), (.sendToBranch(reason: "Asli"), counter.office),
            ])
        case .ringBack, .issueAccounts:
            try go([(.submit, counter.agent), (.take, counter.office), (.approve, counter.office)])
        }
        let event: ChangeEvent =
            switch action {
            case .begin, .edit, .submit: .submit
            case .hearRegistry: .familyRead(.down, participants: [:], spread: 0)
            case .withdraw: .withdraw(reason: "Batal")
            case .take: .take
            case .release: .release
            case .approve: .approve
            case .sendBack: .sendBack(reason: "Kabur")
            case .sendToBranch: .sendToBranch(reason: "Asli")
            case .closeAtBranch: .closeAtBranch(.done, note: "Selesai")
            case .returnAtBranch: .returnAtBranch(reason: "Kabur")
            case .lapse: .lapse
            case .ringBack: .ringBack(1, .told)
            case .issueAccounts: .issueAccounts(["8888801234567891"])
            }
        return (change, event, ground)
    }

    @Test(
        "every cell by doing it: what the table allows succeeds, what it does not is refused and changes nothing",
        arguments: table)
    func done(_ line: Line) throws {
        // Beginning and typing are no events; the draft's and the counter's tests do them.
        if [.begin, .edit].contains(line.action) { return }
        let person = ChangeCounter.person(50)
        let moment = line.action == .lapse ? at + .seconds(400 * 3_600) : at
        let actors =
            Role.allCases.map { (ChangeActor.person(person, [$0]), line.roles.contains($0), "\($0)") }
            + [(ChangeActor.system("clock"), line.isForSystem, "system")]
        for (actor, isAllowed, name) in actors {
            var (change, event, ground) = try scene(line.action, holder: person)
            #expect(event.action == line.action)
            let before = change
            do throws(ChangeRefusal) {
                let facts = try change.handle(event, by: actor, at: moment, on: ground)
                #expect(isAllowed && !facts.isEmpty && change != before, "\(name) \(line.action) succeeded")
            } catch {
                #expect(!isAllowed && error == .notAllowed(line.action), "\(name) \(line.action): \(error)")
                #expect(change == before)
            }
        }
    }

    @Test("beginning and typing by every role")
    func beginAndEdit() throws {
        let counter = ChangeCounter()
        let ground = try counter.ground(.removal)
        for role in Role.allCases {
            let actor = ChangeActor.person(ChangeCounter.person(50), [role])
            let isAllowed = [.inbound, .social].contains(role)
            do throws(ChangeRefusal) {
                let (_, facts) = try ChangeCase.begin(
                    ChangeID(ChangeCounter.identifier(902))!, from: counter.origin(.removal), identity: .basic,
                    by: actor, at: at, on: ground)
                #expect(isAllowed && facts.map(\.kind) == ["change.began"], "\(role)")
            } catch { #expect(!isAllowed && error == .notAllowed(.begin), "\(role)") }
            var change = try counter.begin(.removal, on: ground)
            do throws(ChangeRefusal) {
                try change.answer("members", ["members": ["\(counter.nenek)"]], by: actor, on: ground)
                #expect(isAllowed, "\(role)")
            } catch { #expect(!isAllowed && error == .notAllowed(.edit), "\(role)") }
        }
    }
}
