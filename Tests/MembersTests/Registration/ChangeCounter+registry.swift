import Kernel
import Members

extension ChangeCounter {
    /// A server that knows the family whom nobody has insured yet, as the population registry does.
    func registryServer(_ fault: StandInFault, _ clock: any WallClock) -> StandInServer {
        let people = [budi, sitti, raka].map { person in
            StandInPerson(
                nik: person.nik, family: card, relation: person.relation, name: person.name, birthPlace: "Semarang",
                birthDate: person.birthDate, sex: person.sex, mother: "Aminah", father: "Hadi",
                address: RegistryAddress(), membership: nil)
        }
        return .registry(
            StandInPeople(people), keys: PartnerStage.registryKeys, dailyQuota: nil, fault: StandInFaults.Order(fault),
            clock: clock, logger: quietLogger)
    }
}
