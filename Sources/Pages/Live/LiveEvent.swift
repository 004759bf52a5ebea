/// One message to a page that is open: the HTML of a live part, or JSON for one of the page's scripts.
public struct LiveEvent: Sendable, Hashable {
    /// The name of the part, as in `data-live="floor-queues"`.
    public let name: String
    public let data: String
    /// Comes back as `Last-Event-ID` when the browser reconnects; for pages that follow a sequence.
    public let id: Int64?

    public init(name: String, data: String, id: Int64? = nil) {
        self.name = name
        self.data = data
        self.id = id
    }

    /// As the stream carries it (WHATWG HTML §9.2.6): a line of data for each line.
    var wire: String {
        var text = ""
        if let id { text += "id: \(id)\n" }
        text += "event: \(name.filter { !$0.isNewline })\n"
        for line in data.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            text += "data: \(line)\n"
        }
        return text + "\n"
    }
}
