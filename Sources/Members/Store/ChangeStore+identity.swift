import Database
public import Kernel

extension ChangeStore {
    /// Who speaks in a contact, as far as the answers there prove it; nothing is proved outside of one.
    public func identity(of member: MemberID, in contact: ContactID?) async throws -> IdentityCheck {
        // A name of nobody's: outside of a contact nothing was asked.
        guard let contact else { return IdentityCheck(contact: member.named(ContactID.self), member: member) }
        return try await database.read { try $0.identity(of: member, in: contact) }
    }

    /// Sets what a caller says against the record; the fact stands with the contact. The record is not shown.
    ///
    /// - Throws: `IdentityRefusal`, `MemberRefusal.noSuchMember`.
    @discardableResult
    func ask(
        _ question: IdentityQuestion, said: String, of member: MemberID, in contact: ContactID, rules: IdentityRules,
        by person: PersonID, at moment: Timestamp
    ) async throws -> IdentityCheck {
        let sameName = sameName
        return try await database.write { transaction in
            var check = try transaction.identity(of: member, in: contact)
            let expected = try transaction.expected(of: member, because: .contact(contact), by: person, at: moment)
            try check.ask(
                question, said: said, expected: expected, rules: rules, by: person, at: moment, sameName: sameName)
            if let fact = check.fact(rules) {
                try transaction.append(fact, about: .contact(contact), by: .person(person), at: moment)
            }
            return check
        }
    }
}

extension Transaction {
    fileprivate func identity(of member: MemberID, in contact: ContactID) throws -> IdentityCheck {
        let asked = try entries(about: .contact(contact)).compactMap { entry -> IdentityCheck.Asked? in
            guard let fact: IdentityCheck.Checked = try entry.fact(), fact.member == member,
                case .person(let person) = entry.author
            else { return nil }
            return IdentityCheck.Asked(question: fact.question, outcome: fact.outcome, at: entry.at, by: person)
        }
        return IdentityCheck(contact: contact, member: member, asked: asked)
    }

    fileprivate func expected(
        of id: MemberID, because subject: Subject, by person: PersonID, at moment: Timestamp
    ) throws -> ExpectedAnswers {
        guard let member = try findMembers(.id(id), because: subject, by: .person(person), at: moment).first else {
            throw MemberRefusal.noSuchMember
        }
        let family = try members(where: MemberStore.Key.family(member.family).condition, upTo: MemberStore.mostFound)
        return ExpectedAnswers(member, motherName: member.motherName, family: family)
    }
}
