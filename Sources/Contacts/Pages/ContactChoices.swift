public import Members
public import Pages

/// The words for what a contact is about, and the choices of the form that logs one.
public struct ContactChoices: Sendable {
    private let tree: CategoryTree
    private let regions: [Region]
    private let catalogue: Catalogue
    private let language: Language

    public init(_ tree: CategoryTree, _ regions: [Region], _ catalogue: Catalogue, _ language: Language) {
        (self.tree, self.regions, self.catalogue, self.language) = (tree, regions, catalogue, language)
    }

    public init(_ tree: CategoryTree, _ regions: [Region], _ context: PageContext) {
        self.init(tree, regions, context.catalogue, context.language)
    }

    // MARK: Words

    /// `Layanan kesehatan › Rumah sakit`; the code itself when no tree ever had words for it.
    public func category(_ code: String) -> String {
        let above = group(String(code.prefix { $0 != "." }))
        let leaf = tree.leaf(code)?.title ?? word("contacts.category.\(code)")
        return above == leaf ? leaf : "\(above) › \(leaf)"
    }

    func group(_ code: String) -> String {
        tree.groups.first { $0.code == code }?.title ?? word("contacts.category.\(code)")
    }

    public func kind(_ kind: ContactKind) -> String { word("contacts.kind.\(kind.rawValue)") }
    public func outcome(_ outcome: ContactOutcome) -> String { word("contacts.outcome.\(outcome.rawValue)") }
    public func channel(_ channel: ContactChannel, _ direction: ContactDirection) -> String {
        word(channel.wordKey(direction))
    }
    public func region(_ code: String) -> String { regions.first { $0.code == code }?.name ?? code }

    private func word(_ key: String) -> String { catalogue.text(key, language) }

    // MARK: Choices for templates: `value`, `title`, `chosen`, and `key`, the digit that chooses it

    /// Groups for `<optgroup>`: `title` and `options`. What is retired is offered only where it was chosen before.
    public func categories(chosen: String? = nil) -> [[String: Any]] {
        tree.groups.compactMap { group in
            let leaves = group.leaves.filter { !$0.isRetired || $0.code == chosen }
            guard !leaves.isEmpty else { return nil }
            return [
                "title": self.group(group.code),
                "options": numbered(
                    leaves.map { ($0.code, $0.title ?? word("contacts.category.\($0.code)")) }, chosen: chosen),
            ]
        }
    }

    public func kinds(chosen: ContactKind? = nil) -> [[String: Any]] {
        numbered(ContactKind.allCases.map { ($0.rawValue, kind($0)) }, chosen: chosen?.rawValue)
    }

    public func outcomes(chosen: ContactOutcome? = nil) -> [[String: Any]] {
        numbered(ContactOutcome.allCases.map { ($0.rawValue, outcome($0)) }, chosen: chosen?.rawValue)
    }

    public func regions(chosen: String? = nil) -> [[String: Any]] {
        numbered(regions.map { ($0.code, $0.name) }, chosen: chosen)
    }

    private func numbered(_ choices: [(value: String, title: String)], chosen: String?) -> [[String: Any]] {
        choices.enumerated().map { index, choice in
            ["value": choice.value, "title": choice.title, "chosen": choice.value == chosen, "key": "\(index + 1)"]
        }
    }
}

extension ContactChannel {
    public func wordKey(_ direction: ContactDirection) -> String {
        "contacts.channel.\(rawValue)" + (direction == .outgoing ? "-outgoing" : "")
    }
}
