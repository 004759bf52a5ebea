public import Database
public import Kernel

/// What happens to campaigns, to finance's files and to those who are reminded. No fact holds a number of a file.
public enum ReminderFact {
    /// About the upload.
    public struct Uploaded: Fact {
        public static let kind = "reminder-upload.added"
        public let lines: Int
        public let of: String
    }

    public struct Withdrawn: Fact {
        public static let kind = "reminder-upload.withdrawn"
    }

    /// About the campaign: a file was taken over.
    public struct TakenOver: Fact {
        public static let kind = "reminder-campaign.taken-over"
        public let upload: String
        public let new: Int
        public let changed: Int
        public let back: Int
        public let same: Int
        public let paid: Int
        public let refused: Int
    }

    public struct Opened: Fact {
        public static let kind = "reminder-campaign.opened"
        public let name: String
    }

    public struct Planned: Fact {
        public static let kind = "reminder-campaign.planned"
        public let name: String
        public let firstDay: Day
        public let lastDay: Day
        public let perHour: Int?
        public let perPerson: Int?
        public let order: String
    }

    public struct Turned: Fact {
        public static let kind = "reminder-campaign.turned"
        public let to: String
    }

    public struct Scripted: Fact {
        public static let kind = "reminder-campaign.scripted"
        public let version: Int64
    }

    /// About one reminder: what came of a call.
    public struct Recorded: Fact {
        public static let kind = "reminder.recorded"
        public let outcome: ReminderOutcome
        public let promisedOn: Day?
        /// When the member asks to be rung; nil in facts of old.
        public let wantedAt: Timestamp?
        /// No longer rung, and why.
        public let off: String?
    }

    /// About one reminder: it was its turn, and nobody is to be rung for it, as the register or the numbers say.
    public struct TakenOff: Fact {
        public static let kind = "reminder.taken-off"
        public let off: String
    }
}

extension Subject {
    static func reminder(_ id: ReminderItemID) -> Subject { OutboundPurpose.reminder(id).subject }
    static func reminderCampaign(_ id: ReminderCampaignID) -> Subject { Subject("reminder-campaign", id) }
    static func reminderUpload(_ id: ReminderUploadID) -> Subject { Subject("reminder-upload", id) }
}
