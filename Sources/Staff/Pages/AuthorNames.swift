public import Kernel
public import Pages

/// Who did it, in words.
public struct AuthorNames: Sendable {
    private let people: [PersonID: String]
    private let catalogue: Catalogue
    private let language: Language

    /// Looks up the people among these authors.
    public init(of authors: some Sequence<Author>, _ staff: StaffStore, _ context: PageContext) async throws {
        var people: [PersonID: String] = [:]
        for case .person(let id) in Set(authors) { people[id] = try await staff.person(id)?.name }
        self.people = people
        (catalogue, language) = (context.catalogue, context.language)
    }

    /// Everybody's, also of those who have left: for lists of any length.
    public init(everybodyOf staff: StaffStore, _ catalogue: Catalogue, _ language: Language) async throws {
        let everybody = try await staff.list(withDisabled: true)
        people = Dictionary(uniqueKeysWithValues: everybody.map { ($0.id, $0.name) })
        (self.catalogue, self.language) = (catalogue, language)
    }

    public subscript(author: Author) -> String {
        switch author {
        case .person(let id): people[id] ?? catalogue.text("staff.author.unknown", language)
        case .system: catalogue.text("staff.author.system", language)
        case .outsider: catalogue.text("staff.author.outsider", language)
        }
    }

    public subscript(person: PersonID) -> String { self[.person(person)] }
}
