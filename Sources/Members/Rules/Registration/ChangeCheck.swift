import Kernel

/// A rule over a whole form. Forms name those that they hold to; what each needs, it asks before.
///
/// How long somebody is at a facility or in a class may be unknown: that is no breach, and whoever decides is told so.
/// Arrears that nobody knows are never taken for paid.
public enum ChangeCheck: String, Sendable, Codable, CaseIterable, Hashable {
    /// Nobody chosen is insured already.
    case nobodyInsured = "nobody-insured"
    /// All on the family card who are not insured are registered together; whom the registry does not find may wait.
    case wholeFamily = "whole-family"
    /// The registry does not contradict what was typed. That it has not answered is no breach.
    case agreesWithRegistry = "agrees-with-registry"
    /// The class of those on the card who pay for themselves already.
    case oneClass = "one-class"
    case otherClass = "other-class"
    /// Long enough in the class, or nothing was paid yet.
    case classStay = "class-stay"
    case otherFacility = "other-facility"
    /// Long enough at the facility, unless moved, on duty, or moved by the insurer.
    case facilityStay = "facility-stay"
    case arrearsPaid = "arrears-paid"
    case inArrears = "in-arrears"
    case selfPaying = "self-paying"
    case employed
    /// A NIK once the months in which it may follow are over.
    case newbornNIK = "newborn-nik"
    /// The head leaves last.
    case headStays = "head-stays"
    case deathDate = "death-date"
    /// At least one of the things that can be changed was answered.
    case somethingChanges = "something-changes"

    /// The fields that must be asked before it.
    var needs: [FieldName] {
        switch self {
        case .nobodyInsured, .wholeFamily: [.people]
        case .oneClass: [.people, .careClass]
        case .otherClass, .classStay: [.careClass]
        case .otherFacility: [.facility]
        case .facilityStay: [.facility, .facilityReason]
        case .newbornNIK: [.birthDate, .nik]
        case .headStays: [.members]
        case .deathDate: [.member, .deathDate]
        case .agreesWithRegistry, .arrearsPaid, .inArrears, .selfPaying, .employed, .somethingChanges: []
        }
    }

    func problems(in reading: ChangeReading) -> [FieldProblem] {
        switch self {
        case .nobodyInsured: Self.nobodyInsured(reading)
        case .wholeFamily: Self.wholeFamily(reading)
        case .agreesWithRegistry: Self.agreesWithRegistry(reading)
        case .oneClass: Self.oneClass(reading)
        case .newbornNIK: Self.newbornNIK(reading)
        case .deathDate: Self.deathDate(reading)
        case .somethingChanges: Self.somethingChanges(reading)
        case .otherClass, .classStay, .otherFacility, .facilityStay, .arrearsPaid, .inArrears, .selfPaying, .employed,
            .headStays:
            reading.ground.standing.map { onRecord($0, reading) } ?? [FieldProblem(nil, .nobodyOnRecord)]
        }
    }

    private func onRecord(_ standing: MemberStanding, _ reading: ChangeReading) -> [FieldProblem] {
        switch self {
        case .otherClass:
            reading.careClass == standing.careClass ? [FieldProblem(.careClass, .sameClass)] : []
        case .classStay: Self.classStay(standing, reading)
        case .otherFacility: Self.otherFacility(standing, reading)
        case .facilityStay: Self.facilityStay(standing, reading)
        case .arrearsPaid: Self.arrearsPaid(standing)
        case .inArrears:
            standing.isSuspended(on: reading.ground.today) ? [] : [FieldProblem(nil, .notInArrears)]
        case .selfPaying: standing.segment == .selfPaying ? [] : [FieldProblem(nil, .notSelfPaying)]
        case .employed:
            [.employed, .stateEmployed].contains(standing.segment) ? [] : [FieldProblem(nil, .notEmployed)]
        case .headStays: Self.headStays(standing, reading)
        default: []
        }
    }

    private static func nobodyInsured(_ reading: ChangeReading) -> [FieldProblem] {
        reading.chosenPeople.filter(\.isInsured).map {
            FieldProblem(.people, .alreadyInsured, ["name": .text($0.name)])
        }
    }

    private static func wholeFamily(_ reading: ChangeReading) -> [FieldProblem] {
        let chosen = Set(reading.chosenPeople.map(\.id))
        return reading.draft.people.filter { !$0.isInsured && $0.check != .notFound && !chosen.contains($0.id) }.map {
            FieldProblem(.people, .someoneLeftOut, ["name": .text($0.name)])
        }
    }

    private static func agreesWithRegistry(_ reading: ChangeReading) -> [FieldProblem] {
        let differing = reading.chosenPeople.filter { if case .differs = $0.check { true } else { false } }
        guard differing.isEmpty else {
            return differing.map { FieldProblem(.people, .differsFromRegistry, ["name": .text($0.name)]) }
        }
        guard case .differs(let fields) = reading.draft.personCheck else { return [] }
        return fields.map { FieldProblem($0, .differsFromRegistry) }
    }

    private static func oneClass(_ reading: ChangeReading) -> [FieldProblem] {
        let bound = reading.draft.people.compactMap(\.participation).first(where: \.bindsClass)?.careClass
        guard let bound, let chosen = reading.careClass, chosen != bound else { return [] }
        return [FieldProblem(.careClass, .familyHasOtherClass, ["class": .number(bound.rawValue)])]
    }

    private static func classStay(_ standing: MemberStanding, _ reading: ChangeReading) -> [FieldProblem] {
        guard standing.hasPaidFirst != false, let since = standing.classSince else { return [] }
        let day = reading.ground.rules.classMayChange(since: since, on: reading.ground.today)
        return reading.ground.today < day ? [FieldProblem(.careClass, .classTooSoon, ["day": .day(day)])] : []
    }

    private static func otherFacility(_ standing: MemberStanding, _ reading: ChangeReading) -> [FieldProblem] {
        guard case .facility(let chosen) = reading[.facility], chosen.code == standing.facility else { return [] }
        return [FieldProblem(.facility, .sameFacility)]
    }

    /// Reasons for which nobody waits (the insurer, quoted by Tribun, 5 November 2021).
    static let urgentFacilityReasons = ["moved", "duty", "redistribution"]

    private static func facilityStay(_ standing: MemberStanding, _ reading: ChangeReading) -> [FieldProblem] {
        if let reason = reading.choice(.facilityReason), urgentFacilityReasons.contains(reason) { return [] }
        guard let since = standing.facilitySince else { return [] }
        let day = reading.ground.rules.facilityMayChange(since: since, on: reading.ground.today)
        return reading.ground.today < day ? [FieldProblem(.facility, .facilityTooSoon, ["day": .day(day)])] : []
    }

    private static func arrearsPaid(_ standing: MemberStanding) -> [FieldProblem] {
        guard let owed = standing.owed else { return [FieldProblem(nil, .arrearsUnknown)] }
        return owed > Rupiah(0) ? [FieldProblem(nil, .arrearsUnpaid, ["amount": .money(owed)])] : []
    }

    private static func newbornNIK(_ reading: ChangeReading) -> [FieldProblem] {
        guard reading[.nik] == nil, let born = reading.day(.birthDate),
            let until = reading.ground.rules.nikBy(born: born), reading.ground.today > until
        else { return [] }
        return [FieldProblem(.nik, .nikNeeded, ["day": .day(until)])]
    }

    private static func headStays(_ standing: MemberStanding, _ reading: ChangeReading) -> [FieldProblem] {
        let (leaving, staying) = standing.household.filter(\.isInsured).reduce(
            into: ([MemberStanding.Insured](), [MemberStanding.Insured]())
        ) { parts, person in
            if reading.chosenMembers.contains(person.id) { parts.0.append(person) } else { parts.1.append(person) }
        }
        guard leaving.contains(where: { $0.relation == .head }), !staying.isEmpty else { return [] }
        return [FieldProblem(.members, .headStays)]
    }

    private static func deathDate(_ reading: ChangeReading) -> [FieldProblem] {
        guard case .member(let id) = reading[.member], let died = reading.day(.deathDate),
            let person = reading.ground.standing?.household.first(where: { $0.id == id })
        else { return [] }
        if person.status == .deceased { return [FieldProblem(.member, .alreadyDeceased)] }
        return died < person.birthDate ? [FieldProblem(.deathDate, .diedBeforeBirth)] : []
    }

    /// Of the step's fields that may stay empty, one is answered.
    private static func somethingChanges(_ reading: ChangeReading) -> [FieldProblem] {
        let optional = reading.ground.form.steps.filter { $0.checks.contains(.somethingChanges) }.flatMap(\.fields)
            .filter { $0.requiredWhen == nil }
        return optional.contains { reading[$0.name] != nil } ? [] : [FieldProblem(nil, .nothingChanges)]
    }
}
