public import Database

/// The facts of the branches, about `branch:` and the code that it has from then on. Codes that it had before stay its
/// own, so that `BranchStore.story` finds all of them.
public enum BranchFact {
    public struct Added: Fact {
        public static let kind = "branch.added"
        public var name: String
        public var region: String
        public var zone: String
        public var hours: String
        public var notices: String?
        public var closed: Bool
    }

    /// What one field was and is; nil: nothing.
    public struct FieldChange: Codable, Sendable, Hashable {
        /// code, name, region, zone, hours, notices, closed
        public var field: String
        public var from: String?
        public var to: String?
    }

    public struct Edited: Fact {
        public static let kind = "branch.edited"
        public var changes: [FieldChange]
    }

    /// It serves other regencies than before.
    public struct Regencies: Fact {
        public static let kind = "branch.regencies"
        public var gained: [String]
        public var lost: [String]
    }

    /// A file was read in that changed something; about `centre:branches`.
    public struct Imported: Fact {
        public static let kind = "branch.imported"
        public var file: String
        public var added: Int
        public var changed: Int
        public var rejected: Int
    }
}
