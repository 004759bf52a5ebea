public import Database
public import Kernel

extension ChangeStore {
    /// As a new centre keeps changes: original forms and limits, contributions by the rules in force, names compared as
    /// the search compares them, and the text of consent that is read out today.
    public static func house(_ database: any Database, calendar: CentreCalendar) -> ChangeStore {
        ChangeStore(
            database, calendar: calendar, consentVersion: ConsentPurpose.registration.text.version,
            sameName: NameWords.areSame)
    }
}

extension NameWords {
    /// Whether two ways of writing are one name: titles, spellings and what is cut short set aside.
    static func areSame(_ one: String, _ other: String) -> Bool {
        let keys = read(one).map(\.key)
        return !keys.isEmpty && keys == read(other).map(\.key)
    }
}
