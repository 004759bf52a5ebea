/// One header line: its name and its value, unfolded, without the blanks around it.
public struct HeaderField: Hashable, Sendable {
    public var name: HeaderName
    public var value: Bytes

    init(_ name: HeaderName, _ value: Bytes) {
        self.name = name
        self.value = value
    }

    init(_ name: HeaderName, _ value: String) { self.init(name, Array(value.utf8)[...]) }

    public init(_ name: String, _ value: String) { self.init(HeaderName(name), value) }

    /// Can be written out without breaking the message apart.
    var isSafe: Bool {
        name.text.utf8.allSatisfy(\.isToken) && !name.text.isEmpty
            && value.allSatisfy { $0 >= ASCII.space || $0 == ASCII.tab }
    }
}
