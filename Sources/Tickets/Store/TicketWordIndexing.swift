public import Database
public import Kernel

extension Transaction {
    /// Adds the words of a text to those that a ticket is found by. Whoever adds to its story what people write calls
    /// this beside the fact; what is short-lived or nobody's to search is left out.
    ///
    /// A ticket from before there was an index gets all of its story.
    ///
    /// - Throws: `TicketRefusal.noSuchTicket`.
    public func indexWords(of id: TicketID, _ text: String) throws {
        let row = try query("SELECT text, closing_text, opened_at, is_worded FROM tickets WHERE id = \(id)").first
        guard let row else { throw TicketRefusal.noSuchTicket }
        var texts = [text]
        if try row("is_worded", as: Bool.self) == false {
            texts = [try row("text"), try row("closing_text", as: String?.self) ?? ""]
            texts += try entries(about: .ticket(id)).compactMap { try $0.fact(TicketFact.Noted.self)?.text }
            texts.append(text)
            try execute("UPDATE tickets SET is_worded = TRUE WHERE id = \(id)")
        }
        let words = FoldedWord.all(in: texts.joined(separator: "\n"))
        try put(words, of: id, at: try row("opened_at"), in: .tickets)
    }

    /// Indexes tickets that are not in the index yet, the newest first; answers how many.
    func indexWords(upTo limit: Int) throws -> Int {
        let ids = try scalars(
            "SELECT id FROM tickets WHERE NOT is_worded ORDER BY opened_at DESC, id DESC LIMIT \(limit)",
            as: TicketID.self)
        for id in ids { try indexWords(of: id, "") }
        return ids.count
    }
}

extension TicketStore {
    /// Writes the words of tickets that came before the index into it; at once when there are none.
    public func indexWords() async throws {
        while try await database.write({ try $0.indexWords(upTo: 200) }) > 0 {}
    }
}
