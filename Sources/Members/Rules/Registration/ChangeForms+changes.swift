/// The forms by which what is on record changes.
extension ChangeForm {
    /// Paying is what makes active; the form makes sure of it and takes it over.
    static let reactivation = ChangeForm(
        .reactivation,
        [
            FormStep(
                "arrears", [FormField(.waitExplained, .tick, helpKey: "members.change.help.reactivation")],
                checks: [.selfPaying, .inArrears, .arrearsPaid])
        ],
        decisions: [DecisionRule(.agent)], tells: [])

    /// The whole family changes, without arrears (the insurer, quoted by Kompas, 17 November 2022).
    static let classChange = ChangeForm(
        .classChange,
        [
            FormStep(
                "class", [FormField(.careClass, .careClass)],
                checks: [.selfPaying, .otherClass, .classStay, .arrearsPaid]),
            .consent, .ringBack,
        ],
        decisions: [DecisionRule(.backOffice)], promise: .careClass)

    /// Who moved or is on duty elsewhere does not wait, but shows a paper.
    static let facilityChange = ChangeForm(
        .facilityChange,
        [
            FormStep(
                "facility",
                [
                    FormField(.region, .region),
                    FormField(.facilityReason, .choice(["wish"] + ChangeCheck.urgentFacilityReasons)),
                    FormField(.facility, .facility),
                ], checks: [.otherFacility, .facilityStay]),
            FormStep(
                "papers",
                [.document, FormField(.documentSent, .choice(["message", "email", "branch"]))],
                shownWhen: .isOneOf(.facilityReason, ["moved", "duty"])),
            .ringBack,
        ],
        decisions: [DecisionRule(.branch, when: .papersAtBranch), DecisionRule(.backOffice)], promise: .facility)

    static let identityCorrection = ChangeForm(
        .identityCorrection,
        [
            FormStep("member", [FormField(.member, .member)]),
            FormStep(
                "correction",
                [
                    FormField(
                        .name, .text(longest: 100), requiredWhen: nil, rules: [.shortest(2), .noLongNumber]),
                    FormField(.birthDate, .day, requiredWhen: nil, rules: [.notInFuture, .withinYears(130)]),
                    FormField(.sex, .choice(["male", "female"]), requiredWhen: nil),
                    FormField(.nik, .nik, requiredWhen: nil, isSecret: true),
                    FormField(.newFamilyCard, .familyCard, requiredWhen: nil, isSecret: true),
                ], checks: [.somethingChanges, .agreesWithRegistry]),
            .papers(.document), .consent, .ringBack,
        ],
        decisions: [DecisionRule(.branch, when: .papersAtBranch), DecisionRule(.twoPeople)], registryWhen: .always,
        levelToSubmit: .strong)

    /// A telephone number proves who calls from then on, so that it is only taken from a caller who is well known.
    static let contactChange = ChangeForm(
        .contactChange,
        [
            FormStep(
                "contact",
                [
                    FormField(.phone, .phone, requiredWhen: nil, isSecret: true),
                    FormField(.email, .email, requiredWhen: nil, isSecret: true),
                    FormField(.region, .region, requiredWhen: nil),
                    FormField(
                        .address, .text(longest: 300), requiredWhen: .answered(.region), rules: [.shortest(5)]),
                ], checks: [.somethingChanges])
        ],
        decisions: [DecisionRule(.agent)], strongWhen: .answered(.phone), tells: [])

    static let bankChange = ChangeForm(
        .bankChange,
        [
            FormStep("bank", FormStep.bank.fields, checks: [.selfPaying]),
            FormStep(
                "reason", [FormField(.reason, .text(longest: 300), requiredWhen: nil, rules: [.noLongNumber])]),
            .ringBack,
        ],
        decisions: [DecisionRule(.twoPeople)], levelToSubmit: .strong)

    static let removal = ChangeForm(
        .removal,
        [
            FormStep("members", [FormField(.members, .members)], checks: [.headStays]),
            FormStep("reason", [FormField(.reason, .choice(["other-card", "employed", "abroad", "double"]))]),
            .papers(.document), .ringBack,
        ],
        decisions: [DecisionRule(.branch, when: .papersAtBranch), DecisionRule(.backOffice)])

    /// Reported by the family, with the letter of a hospital, village or civil registry (the insurer, quoted by
    /// Bisnis Indonesia, 21 November 2021).
    static let death = ChangeForm(
        .death,
        [
            FormStep(
                "death",
                [
                    FormField(.member, .member),
                    FormField(.deathDate, .day, rules: [.notInFuture]),
                    FormField(.reporter, .text(longest: 100), rules: [.shortest(2), .noLongNumber]),
                ], checks: [.deathDate]),
            .papers(.document), .ringBack,
        ],
        decisions: [DecisionRule(.branch, when: .papersAtBranch), DecisionRule(.backOffice)])
}
