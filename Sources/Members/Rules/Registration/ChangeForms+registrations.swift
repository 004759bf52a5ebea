/// The forms by which somebody becomes insured.
extension ChangeForm {
    /// Family card, people, class, facility, bank, consent, payment: as the insurer's own application asks it.
    /// Everybody on the card is registered together. The registry decides; whom it does not know goes to the branch.
    static let familyRegistration = ChangeForm(
        .familyRegistration,
        [
            FormStep("card", [FormField(.familyCard, .familyCard, isSecret: true)]),
            .people,
            FormStep("class", [FormField(.careClass, .careClass)], checks: [.oneClass]),
            .facility,
            .bank,
            FormStep(
                "contact",
                [
                    FormField(.phone, .phone, isSecret: true),
                    FormField(.email, .email, requiredWhen: nil, isSecret: true),
                    FormField(.address, .text(longest: 300), rules: [.shortest(5)]),
                ]),
            .consent,
            .payment,
        ],
        decisions: [DecisionRule(.agent)], registryWhen: .always, levelToBegin: .none, levelToSubmit: .none,
        promise: .afterFirstPayment)

    /// The family's class and bank hold for him too.
    static let addMember = ChangeForm(
        .addMember,
        [
            FormStep(
                "people", FormStep.people.fields,
                checks: [.selfPaying, .nobodyInsured, .agreesWithRegistry]),
            .facility, .consent, .payment,
        ],
        decisions: [DecisionRule(.agent)], registryWhen: .always, promise: .afterFirstPayment)

    /// The birth letter is looked at by the back office; a NIK that is there already is verified first.
    static let newborn = ChangeForm(
        .newborn,
        [
            FormStep(
                "baby",
                [
                    FormField(.name, .text(longest: 100), rules: [.shortest(2), .noLongNumber]),
                    FormField(.birthDate, .day, rules: [.notInFuture, .withinYears(1)]),
                    FormField(.sex, .choice(["male", "female"])),
                    FormField(.mother, .member),
                    FormField(
                        .nik, .nik, requiredWhen: nil, isSecret: true, helpKey: "members.change.help.newbornNIK"),
                ], checks: [.newbornNIK, .agreesWithRegistry]),
            .facility,
            .papers(
                FormField(
                    .birthLetter, .text(longest: 100), rules: [.shortest(3)],
                    helpKey: "members.change.help.birthLetter")),
            .consent,
            .payment,
        ],
        decisions: [DecisionRule(.branch, when: .papersAtBranch), DecisionRule(.backOffice)],
        registryWhen: .answered(.nik), promise: .newborn)

    static let employerToSelfPaying = ChangeForm(
        .employerToSelfPaying,
        [
            FormStep(
                "employment", [FormField(.employmentEnded, .day, rules: [.notInFuture])], checks: [.employed]),
            FormStep("members", [FormField(.members, .members)]),
            FormStep("class", [FormField(.careClass, .careClass)]),
            .bank, .papers(.document), .consent, .payment,
        ],
        decisions: [DecisionRule(.branch, when: .papersAtBranch), DecisionRule(.backOffice)], promise: .employerMove)
}
