import Contacts
import Kernel
import Members
import Staff
import Tickets

/// Who complains of what, and what becomes of it, from one seed always the same.
struct DemoTicketPlan {
    struct Filing: Sendable {
        let id: ContactID
        /// nil for a caller whom the register does not know.
        let member: Member?
        let region: String?
        let story: DemoTicketStory
        /// How long the call took.
        let seconds: Int64
        /// Said in it that a mail may ask how the service was.
        let agreesToSurvey: Bool
    }

    /// Who works on the demo's tickets.
    struct People: Sendable {
        let agents: [PersonID]
        /// Of each branch.
        let officers: [BranchCode: [PersonID]]
        /// Those who ring participants, the guest first.
        let confirming: [PersonID]

        /// nil when there is nobody of a kind.
        init?(agents: [Person], officers: [Person], confirming: [Person]) {
            guard !agents.isEmpty, !officers.isEmpty, !confirming.isEmpty else { return nil }
            self.agents = agents.map(\.id)
            self.officers = officers.sorted { $0.userName.text < $1.userName.text }.reduce(into: [:]) { of, officer in
                if let branch = officer.branch { of[branch, default: []].append(officer.id) }
            }
            self.confirming = confirming.guestsFirst.map(\.id)
        }
    }

    /// Left alone: the callers of the demo's button and of its guides.
    private static let leftAlone = 40

    private(set) var filings: [Filing] = []
    private(set) var deeds: [DemoTickets.Deed] = []
    private let people: People
    /// Where the guests work.
    private let guests: BranchCode
    private let households: [BranchCode: [Member]]
    private let everybody: [Member]
    private let now: Timestamp
    private var random = SeededRandom(seed: 2_611)
    /// What has been told so far, so that neighbours in a list differ.
    private var told = 0
    /// Who has agreed to be asked by mail.
    private var agreed: Set<MemberID> = []

    /// - Parameter guests: the branch where there is something of everything.
    init(people: People, members: [Member], branches: BranchRouting, guests: BranchCode, at now: Timestamp) {
        (self.people, self.guests, self.now) = (people, guests, now)
        let heads = members.chunkedByFamily.dropFirst(Self.leftAlone).compactMap(\.first).filter { !$0.phones.isEmpty }
        var households: [BranchCode: [Member]] = [:]
        for head in heads {
            guard let branch = branches.branch(named: head.branch) else { continue }
            households[branch.code, default: []].append(head)
        }
        (self.households, everybody) = (households, heads)
    }

    mutating func everything() {
        atTheGuests()
        let others = people.officers.keys.filter { $0 != guests && households[$0] != nil }.sorted()
        for (place, branch) in others.enumerated() {
            atBranch(branch, Fate.allCases[place % Fate.allCases.count])
            atBranch(branch, Fate.allCases[(place * 3 + 5) % Fate.allCases.count])
        }
        for hours in [5, 22] { red(hours, at: nil) }
        for place in 0..<80 { byTheCentre(place) }
        for place in 0..<80 { longAgo(place) }
        confirmedByTelephone(branches: others)
    }

    // MARK: Red

    /// What has become of a complaint by now.
    private enum Fate: CaseIterable {
        case new, freshlyTaken, working, asked, soon, overdue, done, closed, passedOn, reopened
    }

    /// Something of everything at the branch of the guests.
    private mutating func atTheGuests() {
        let fates: [Fate] = [
            .new, .new, .new, .freshlyTaken, .working, .working, .asked, .asked, .soon, .soon, .overdue, .overdue,
            .done, .done, .done, .closed, .closed, .closed, .passedOn, .reopened, .reopened,
        ]
        for fate in fates { atBranch(guests, fate) }
    }

    private mutating func atBranch(_ branch: BranchCode, _ fate: Fate) {
        switch fate {
        case .new: red(.random(in: 1...3, using: &random), at: branch)
        case .freshlyTaken: red(.random(in: 6...30, using: &random), at: branch, (.take, 0.5))
        case .working:
            red(.random(in: 30...70, using: &random), at: branch, (.take, 0.1), (.answer(.inProcess), 0.4))
        case .asked: red(.random(in: 9...50, using: &random), at: branch, (.take, 0.3), (.ask, 0.6))
        case .soon:
            red(.random(in: 94...112, using: &random), at: branch, (.take, 0.1), (.ask, 0.2), (.reply, 0.3))
        case .overdue:
            red(.random(in: 122...150, using: &random), at: branch, (.take, 0.2), (.answer(.inProcess), 0.5))
        case .done:
            red(.random(in: 40...90, using: &random), at: branch, (.take, 0.1), (.answer(.done), 0.85))
        case .closed:
            red(
                .random(in: 60...300, using: &random), at: branch, (.take, 0.05), (.answer(.inProcess), 0.15),
                (.answer(.done), 0.3), (.close, 0.4))
        case .passedOn: passedOn(to: branch)
        case .reopened:
            red(
                .random(in: 80...90, using: &random), at: branch, (.take, 0.05), (.answer(.done), 0.3), (.reopen, 0.5),
                (.take, 0.55), (.answer(.done), 0.8), (.reopen, 0.95))
        }
    }

    /// Came to another branch by the member's home first.
    private mutating func passedOn(to branch: BranchCode) {
        let first = people.officers.keys.sorted().first { $0 != branch && households[$0] != nil }
        guard let first else { return }
        red(44, at: first, (.take, 0.2), (.pass(branch), 0.4))
    }

    /// A red ticket so many hours ago, and what was done at which part of the time since then.
    private mutating func red(_ hours: Int, at branch: BranchCode?, _ steps: (DemoTickets.Deed.What, Double)...) {
        let opened = now - .seconds(Int64(hours) * 3_600 + .random(in: 60...2_400, using: &random))
        let member = branch.flatMap { households[$0]?.randomElement(using: &random) }
        let ticket = file(DemoTicketStory.forBranches, member, at: opened)
        add(.call(.red, .followUp), ticket, people.agents.randomElement(using: &random), opened)
        var place = branch
        for (step, share) in steps {
            let at = opened + .microseconds(Int64(Double((now - opened).microseconds) * share))
            add(step, ticket, doer(step, at: place), at, branch: place)
            if case .pass(let other) = step { place = other }
        }
    }

    private mutating func doer(_ step: DemoTickets.Deed.What, at branch: BranchCode?) -> PersonID? {
        switch step {
        case .take, .ask, .answer, .pass: branch.flatMap { people.officers[$0] }?.randomElement(using: &random)
        case .reopen, .close, .confirm: people.confirming.first
        case .call, .note, .reply: people.agents.randomElement(using: &random)
        }
    }

    // MARK: The centre's own

    private mutating func byTheCentre(_ place: Int) {
        let isGreen = place.isMultiple(of: 3)
        // A few are open still, of which one or two are late.
        let isOpen = place < 9
        let hours: Int = isOpen ? 2 + place * 3 : .random(in: 30...640, using: &random)
        let opened = now - .seconds(Int64(hours) * 3_600 + .random(in: 60...3_000, using: &random))
        let ticket = file(DemoTicketStory.forCentre, everybody.randomElement(using: &random), at: opened)
        let agent = people.agents.randomElement(using: &random)
        guard !isGreen || isOpen else { return add(.call(.green, .solved), ticket, agent, opened) }
        add(.call(isGreen ? .green : .yellow, .followUp), ticket, agent, opened)
        add(.note, ticket, agent, opened + .seconds(.random(in: 1_200...5_000, using: &random)))
        guard !isOpen else { return }
        let took = place.isMultiple(of: 11) ? 27 : Int64.random(in: 3...22, using: &random)
        add(.close, ticket, people.agents.randomElement(using: &random), opened + .seconds(took * 3_600))
    }

    /// Solved by the centre in the months before, so that its figures have a past.
    private mutating func longAgo(_ place: Int) {
        let opened = now - .seconds(Int64(660 + place * 40) * 3_600 + .random(in: 60...90_000, using: &random))
        let ticket = file(DemoTicketStory.forCentre, everybody.randomElement(using: &random), at: opened)
        add(.call(.yellow, .followUp), ticket, people.agents.randomElement(using: &random), opened)
        let closed = opened + .seconds(.random(in: 3...22, using: &random) * 3_600)
        add(.close, ticket, people.agents.randomElement(using: &random), closed)
    }

    // MARK: Confirmed

    /// Each afternoon of the last week some participants are rung; today the guest is left to begin by herself.
    private mutating func confirmedByTelephone(branches: [BranchCode]) {
        let calendar = CentreCalendar.jakarta
        let today = calendar.day(of: now)
        for offset in -6...0 {
            let people =
                offset == 0 && people.confirming.count > 1 ? people.confirming.dropFirst() : people.confirming[...]
            for place in 0..<4 {
                let minute = 790 + place * 30 + Int.random(in: 0...9, using: &random)
                let moment = calendar.start(of: today.adding(days: offset)) + .seconds(Int64(minute) * 60)
                let said = DemoConfirmations.Said.drawn(isRecent: offset > -3, &random)
                let branch = branches.randomElement(using: &random)
                guard let branch, moment + .seconds(600) <= now else { continue }
                confirmed(at: branch, said, by: people[people.startIndex + place % people.count], moment)
            }
        }
    }

    private mutating func confirmed(
        at branch: BranchCode, _ said: DemoConfirmations.Said, by person: PersonID, _ moment: Timestamp
    ) {
        let opened = moment - .seconds(.random(in: 30...60, using: &random) * 3_600)
        let member = households[branch]?.randomElement(using: &random)
        let ticket = file(DemoTicketStory.forBranches, member, at: opened)
        add(.call(.red, .followUp), ticket, people.agents.randomElement(using: &random), opened)
        let officer = people.officers[branch]?.randomElement(using: &random)
        let taken = opened + .seconds(.random(in: 3_600...14_400, using: &random))
        add(.take, ticket, officer, taken, branch: branch)
        let answered = moment - .seconds(.random(in: 3_600...28_800, using: &random))
        add(.answer(.done), ticket, officer, answered, branch: branch)
        add(.confirm(said), ticket, person, moment)
        // Tried again two days later, in the morning; who was not there lately waits for it.
        guard case .notThere = said else { return }
        add(.confirm(.satisfied), ticket, people.confirming.last, moment + .seconds(44 * 3_600))
    }

    // MARK: Steps

    private mutating func file(_ stories: [DemoTicketStory], _ member: Member?, at moment: Timestamp) -> Int {
        told += 1
        filings.append(
            Filing(
                id: ContactID(at: moment, random: &random), member: member,
                region: member?.region.code ?? Self.unserved, story: stories[told % stories.count],
                seconds: .random(in: 90...420, using: &random), agreesToSurvey: agrees(member)))
        return filings.count - 1
    }

    /// Most of those with an address, once each.
    private mutating func agrees(_ member: Member?) -> Bool {
        guard let member, member.email != nil, told % 5 != 0 else { return false }
        return agreed.insert(member.id).inserted
    }

    /// Where no branch of the demo serves: somebody has to choose one.
    private static let unserved = Region.original.first { $0.code.count == 4 && DemoMembers.branches[$0.code] == nil }?
        .code

    private mutating func add(
        _ what: DemoTickets.Deed.What, _ ticket: Int, _ person: PersonID?, _ at: Timestamp, branch: BranchCode? = nil
    ) {
        guard let person, at <= now else { return }
        deeds.append(DemoTickets.Deed(at: at, ticket: ticket, what: what, by: person, branch: branch))
    }
}
