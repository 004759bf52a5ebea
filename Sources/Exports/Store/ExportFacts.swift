public import Database

public enum ExportFact {
    /// Somebody asked to have a list as a file.
    public struct Asked: Fact {
        public static let kind = "export.asked"
        public let list: String
        /// The fields of the list's address: its filter.
        public let query: String
        public let format: String
    }

    public struct Finished: Fact {
        public static let kind = "export.finished"
        public let rows: Int
        public let bytes: Int64
    }

    public struct Failed: Fact {
        public static let kind = "export.failed"
        public let reason: String
    }

    public struct Cancelled: Fact {
        public static let kind = "export.cancelled"
    }

    /// The asker took the file.
    public struct Downloaded: Fact {
        public static let kind = "export.downloaded"
    }

    /// The file is gone: the asker threw it away, or its time was over.
    public struct Removed: Fact {
        public static let kind = "export.removed"
        public let isExpired: Bool
    }
}
