import Kernel
import Pages

/// How members are written on pages.
struct MemberWords {
    let context: PageContext
    let time: WrittenTime

    init(_ calendar: CentreCalendar, _ context: PageContext) {
        self.context = context
        time = WrittenTime(calendar, context)
    }

    func callAsFunction(_ key: String, _ arguments: [String: String] = [:]) -> String { context.text(key, arguments) }

    func field(_ field: MemberField) -> String { self("members.field.\(field.rawValue)") }
    func source(_ source: MemberSource) -> String { self("members.source.\(source.rawValue)") }
    func relation(_ relation: FamilyRelation) -> String { self("members.relation.\(relation.rawValue)") }
    func status(_ status: MemberStatus) -> String { self("members.status.\(status.rawValue)") }
    func segment(_ segment: Segment) -> String { self("members.segment.\(segment.rawValue)") }
    func careClass(_ careClass: CareClass) -> String {
        self("members.class", ["class": String(repeating: "I", count: careClass.rawValue)])
    }

    /// `Penyelenggara, 1 Nov 2026`
    func told(_ told: Provenance) -> String { "\(source(told.source)), \(time.day(told.toldAt))" }

    func state(_ state: MemberState) -> String {
        switch state {
        case .status(let status): self.status(status)
        case .segment(let segment): self.segment(segment)
        case .careClass(let careClass): self.careClass(careClass)
        }
    }

    func matter(_ matter: MemberState.Matter) -> String {
        switch matter {
        case .status: field(.status)
        case .segment: field(.segment)
        case .careClass: field(.careClass)
        }
    }

    func badge(_ status: MemberStatus) -> [String: Any] {
        let tone =
            switch status {
            case .active: "green"
            case .arrears: "amber"
            case .ended, .deceased: "red"
            }
        return ["tone": tone, "word": self.status(status)]
    }
}
