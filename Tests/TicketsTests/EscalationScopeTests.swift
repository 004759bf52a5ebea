import Contacts
import Kernel
import Staff
import Testing
import Tickets

@Suite("Whose escalations somebody sees")
struct EscalationScopeTests {
    private func scope(
        _ roles: Set<Role>, at branch: BranchCode? = nil, of region: OfficeRegion? = nil
    ) async throws -> EscalationScope {
        var found = EscalationScope.none
        try await withCentre { centre in
            _ = try await centre.openOffices()
            found = EscalationScope(
                try await centre.hire(
                    "Tamu", "tamu", roles, at: roles.contains(.branch) ? branch : nil,
                    of: roles.contains(.region) ? region : nil))
        }
        return found
    }

    @Test(
        "each role with a branch and a region, cell by cell",
        arguments: Role.allCases)
    func table(_ role: Role) async throws {
        let expected: EscalationScope =
            switch role {
            case .branch: .branch(Offices.semarang)
            case .region: .region(Offices.sixth)
            case .supervisor, .headOffice: .all
            default: .none
            }
        #expect(try await scope([role], at: Offices.semarang, of: Offices.sixth) == expected)
        let homeless: EscalationScope = expected == .all ? .all : .none
        #expect(try await scope([role]) == homeless, "nobody has said where \(role) works")
    }

    @Test("of several roles the widest counts, but nobody answers for a branch that is not his own")
    func several() async throws {
        let both = try await scope([.branch, .region], at: Offices.semarang, of: Offices.twelfth)
        #expect(both == .region(Offices.twelfth))
        #expect(try await scope([.branch, .supervisor], at: Offices.semarang) == .all)
        #expect(try await scope([.branch, .region], at: Offices.semarang) == .branch(Offices.semarang))
        try await withCentre { centre in
            let offices = try await centre.openOffices()
            #expect(offices.tuti.answersFor == Offices.semarang && offices.laras.answersFor == nil)
            #expect(offices.hadi.answersFor == nil && centre.sari.answersFor == nil)
        }
    }

    @Test("a scope holds the branches that lie in it")
    func holds() throws {
        let semarang = Branch(
            code: Offices.semarang, name: BranchName("Semarang")!, region: Offices.sixth, zone: .wib)
        let held: [(EscalationScope, Bool)] = [
            (.none, false), (.branch(Offices.semarang), true), (.branch(Offices.ungaran), false),
            (.region(Offices.sixth), true), (.region(Offices.twelfth), false), (.all, true),
        ]
        for (scope, isHeld) in held { #expect(scope.holds(semarang) == isHeld, "\(scope)") }
    }

    @Test(
        "a promise of five days is soon after three quarters, one of two days a day before, one of a day by share alone"
    )
    func soon() throws {
        let start = Timestamp(seconds: 1_763_773_200)
        let hour = Duration.seconds(3_600)
        let hours = [120: 90, 48: 24, 36: 12, 24: 18, 4: 3]
        for (limit, soon) in hours {
            let terms = ClockTerms(limitMinutes: limit * 60, calendar: .aroundTheClock)
            let clocks = TicketClocks([ClockEvent(.branchAnswer, at: start, .started(terms, .escalated))])
            #expect(clocks.soonAt == start + hour * soon, "of \(limit) hours")
        }
        let terms = ClockTerms(limitMinutes: 7_200, calendar: .aroundTheClock)
        let paused = TicketClocks([
            ClockEvent(.whole, at: start, .started(terms, .opened)),
            ClockEvent(.whole, at: start + hour, .paused(.participant, "Menunggu surat.")),
        ])
        #expect(paused.soonAt == nil, "what stands still is not due")
    }
}
