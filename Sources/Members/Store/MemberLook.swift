public import Kernel

extension MemberFact.Looked {
    /// For a look that another room shows: the desk of an agent whom a caller rings.
    public init(because subject: Subject, by key: String) {
        because = subject.text
        by = key
    }
}
