import Kernel
import Members

/// What is open when the demo begins: something for each of those who work on changes.
extension DemoPlan {
    mutating func present() {
        waiting()
        withTheAgents()
        atTheBranch()
        atTheRegistry()
        toBeRung()
    }

    private var office: [ChangeActor] { people.office }

    /// Handed in so many hours ago.
    private mutating func handedIn(
        _ kind: ChangeKind, _ hours: Int, _ number: Int, papersBy: String = "message", of branch: String? = nil
    ) -> Int? {
        let began = now - .hours(hours)
        let change = file(kind, at: began, number, papersBy: papersBy, of: branch)
        if let change { submit(change, agent(number), at: began + .minutes(8)) }
        return change
    }

    private mutating func waiting() {
        let plain: [(ChangeKind, Int)] = [
            (.facilityChange, 2), (.newborn, 5), (.classChange, 9), (.death, 27), (.newborn, 21), (.bankChange, 3),
            (.facilityChange, 13), (.removal, 17),
        ]
        for (place, item) in plain.enumerated() { _ = handedIn(item.0, item.1, 101 + place) }
        // Approved by one of two: by others, so that the guest is the second, and once by the guest.
        for (place, item) in [(ChangeKind.identityCorrection, 15), (.bankChange, 22), (.identityCorrection, 11)]
            .enumerated()
        {
            guard let change = handedIn(item.0, item.1, 111 + place) else { continue }
            let first = place == 2 ? office[0] : office[1 + place]
            let moment = now - .hours(item.1 - 1)
            add(.event(.take), change, first, moment)
            add(.event(.approve), change, first, moment + .minutes(9))
        }
        // In somebody's hands.
        for (place, item) in [(ChangeKind.employerToSelfPaying, 6), (.facilityChange, 8)].enumerated() {
            guard let change = handedIn(item.0, item.1, 121 + place) else { continue }
            add(.event(.take), change, place == 0 ? office[2] : office[0], now - .minutes(35 + place * 12))
        }
    }

    private mutating func withTheAgents() {
        // Multiples of three are the guest's.
        let drafts: [(ChangeKind, Int, Int, Int)] = [
            (.familyRegistration, 1, 132, 3), (.facilityChange, 26, 135, 1), (.newborn, 70, 131, 2),
            (.classChange, 7, 130, 1),
        ]
        for (kind, hours, number, steps) in drafts { _ = file(kind, at: now - .hours(hours), number, steps: steps) }
        let returned: [(ChangeKind, Int, Int)] = [(.facilityChange, 20, 141), (.newborn, 30, 143)]
        for (place, item) in returned.enumerated() {
            guard let change = handedIn(item.0, item.1, item.2) else { continue }
            let moment = now - .hours(item.1 - 2)
            add(.event(.take), change, office[1], moment)
            add(.event(.sendBack(reason: Self.reasons[place == 0 ? 2 : 0])), change, office[1], moment + .minutes(8))
        }
    }

    private mutating func atTheBranch() {
        let papers: [(ChangeKind, Int)] = [(.newborn, 50), (.facilityChange, 98), (.removal, 131), (.death, 10)]
        for (place, item) in papers.enumerated() {
            // Most at the guest's own branch, so that the box is not empty.
            let branch = place == 0 ? nil : DemoMembers.guestsBranch
            _ = handedIn(item.0, item.1, 151 + place, papersBy: "branch", of: branch)
        }
        if let change = handedIn(.employerToSelfPaying, 44, 157) {
            add(.event(.take), change, office[2], now - .hours(41))
            let reason = "Surat keterangan berhenti bekerja perlu dilihat aslinya."
            add(.event(.sendToBranch(reason: reason)), change, office[2], now - .hours(41) + .minutes(11))
        }
        // The registry does not know them.
        let began = now - .hours(31)
        if let change = file(.familyRegistration, at: began, 158, registryIsDown: true) {
            submit(change, agent(158), at: began + .minutes(8))
            add(
                .event(.familyRead(.notFound, participants: [:], spread: 0.5)), change, .system("registry"),
                began + .minutes(21))
        }
    }

    /// It was down when they were filed; the next question is within the hour.
    private mutating func atTheRegistry() {
        for (place, hours) in [4, 6, 8].enumerated() {
            let (number, began) = (161 + place, now - .hours(hours))
            guard let change = file(.familyRegistration, at: began, number, registryIsDown: true) else { continue }
            submit(change, agent(number), at: began + .minutes(8))
            // Waits double to an hour: the seventh question makes the next one a full hour away.
            for attempt in 1...7 {
                let moment = attempt == 7 ? now - .minutes(place * 4) : began + .minutes(8 + 2 << attempt)
                add(
                    .event(.familyRead(.down, participants: [:], spread: 0.9)), change, .system("registry"),
                    min(moment, now - .minutes(place * 4)))
            }
        }
    }

    /// Decided yesterday, and nobody has reached the caller yet.
    private mutating func toBeRung() {
        for (place, kind) in [ChangeKind.facilityChange, .newborn, .death].enumerated() {
            let number = 171 + place
            let noon = noonYesterday + .minutes(place * 35)
            guard let change = file(kind, at: noon - .hours(3), number) else { continue }
            submit(change, agent(number), at: noon - .hours(3) + .minutes(8))
            add(.event(.take), change, officer(number), noon)
            add(.event(.approve), change, officer(number), noon + .minutes(6))
            if place == 1 { add(.ring(.notReached), change, people.agents[0], noon + .minutes(40)) }
        }
        if let change = file(.familyRegistration, at: noonYesterday - .hours(2), 176, registryIsDown: true) {
            submit(change, agent(176), at: noonYesterday - .hours(2) + .minutes(8))
            registryAnswers(change, at: noonYesterday, isTold: false)
        }
        if let change = file(.familyRegistration, at: noonYesterday - .hours(1), 177) {
            submit(change, agent(177), at: noonYesterday - .hours(1) + .minutes(8))
            let card = CardNumber("0009990006177")
            let accounts = Set(PayingBank.allCases.compactMap { bank in card.map { bank.account(of: $0).digits } })
            add(.event(.issueAccounts(accounts.sorted())), change, .system("clock"), noonYesterday + .minutes(50))
        }
    }

    private var noonYesterday: Timestamp {
        let calendar = CentreCalendar.jakarta
        return calendar.start(of: calendar.day(of: now).adding(days: -1)) + .hours(12)
    }
}
