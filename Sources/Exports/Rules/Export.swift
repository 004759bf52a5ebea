public import Kernel
public import Pages

public enum ExportTag {}
/// One list, written out once for one person.
public typealias ExportID = Identifier<ExportTag>

/// A list that somebody asked to have as a file, and how far it is.
public struct Export: Sendable, Hashable, Identifiable {
    /// What was asked for. The list is read when its turn comes, by what its asker may see then.
    public struct Asking: Sendable, Hashable {
        /// `ExportableList.name`
        public let list: String
        /// The fields of the list's address.
        public let query: String
        public let format: ExportFormat
        public let language: Language

        public init(_ list: String, query: String = "", as format: ExportFormat, in language: Language) {
            (self.list, self.query, self.format, self.language) = (list, query, format, language)
        }
    }

    public enum State: String, Sendable, Hashable, CaseIterable { case waiting, running, done, failed, cancelled }

    public let id: ExportID
    public let asker: PersonID
    public let asking: Asking
    public let state: State
    /// The filter in words, known once it was begun.
    public let filter: [String]
    public let rows: Int
    /// Of how many; nil before they are counted.
    public let ofRows: Int?
    /// The file's name in the folder of exports: nobody can guess it. Another with each start.
    public let file: String?
    /// nil until it is done.
    public let bytes: Int64?
    public let failure: ExportFailure?
    public let askedAt: Timestamp
    public let endedAt: Timestamp?
    public let expiresAt: Timestamp

    /// How long a file is kept.
    public static let kept = Duration.seconds(7 * 86_400)
    /// How many of one person's may be unfinished.
    public static let mostUnfinished = 5
    /// Characters of an address's fields.
    public static let longestQuery = 2_000

    public var isUnfinished: Bool { state == .waiting || state == .running }

    /// In hundredths, never more than it is; nil while nobody knows.
    public var percent: Int? {
        if state == .done { return 100 }
        return ofRows.map { $0 == 0 ? 0 : min(99, rows * 100 / $0) }
    }
}

public enum ExportFormat: String, Sendable, Hashable, CaseIterable {
    case xlsx, csv

    var contentType: String {
        switch self {
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .csv: "text/csv; charset=utf-8"
        }
    }
}

/// Why a list was not written out.
public enum ExportFailure: String, Error, Sendable, Hashable, CaseIterable {
    /// The asker may not see the list any more.
    case forbidden
    /// This version has no such list.
    case noSuchList = "no-such-list"
    /// The disk is full, or the folder cannot be written.
    case unwritable
    /// The list could not be read; the log says why.
    case broken
}

/// Why an export is not taken on, or not changed.
public enum ExportRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case noSuchExport = "no-such-export"
    case tooMany = "too-many"
    /// It has ended already.
    case ended
    /// It is being written: cancel it first.
    case unfinished
}

/// A list that may be written out: a room hands these to the centre.
public struct ExportableList: Sendable {
    /// In addresses and facts: `tickets`.
    public let name: String
    /// The key of its title's words.
    public let titleKey: String
    /// Who may see it: whoever may do one of these; to have it as a file, `.listsExport` besides.
    public let permissions: [Permission]
    /// Reads it by the fields of its own address, as its page does.
    public let make: @Sendable (_ query: Form, _ viewer: ExportViewer) async throws -> Sheet

    public init(
        _ name: String, titleKey: String, permission permissions: Permission...,
        make: @escaping @Sendable (_ query: Form, _ viewer: ExportViewer) async throws -> Sheet
    ) {
        (self.name, self.titleKey, self.permissions, self.make) = (name, titleKey, permissions, make)
    }

    func isFor(_ person: SessionPerson) -> Bool {
        person.roles.may(.listsExport) && permissions.contains(where: person.roles.may)
    }
}

/// For whom a list is written out, and in which words.
public struct ExportViewer: Sendable {
    public let person: SessionPerson
    public let export: ExportID
    public let catalogue: Catalogue
    public let language: Language
    public let calendar: CentreCalendar
    /// When it was begun: what is late, is late then.
    public let at: Timestamp

    public init(
        _ person: SessionPerson, export: ExportID, _ catalogue: Catalogue, _ language: Language,
        calendar: CentreCalendar, at moment: Timestamp
    ) {
        (self.person, self.export, self.catalogue, self.language) = (person, export, catalogue, language)
        (self.calendar, at) = (calendar, moment)
    }

    public var author: Author { .person(person.id) }
    /// What a look at a record says it was for.
    public var subject: Subject { .export(export) }
    public var time: WrittenTime { WrittenTime(calendar, catalogue, language) }

    public func text(_ key: String, _ arguments: [String: String] = [:]) -> String {
        catalogue.text(key, language, arguments)
    }

    /// A line of the filter: `Warna: Merah`.
    public func told(_ key: String, _ value: String) -> String { "\(text(key)): \(value)" }
}

extension Subject {
    public static func export(_ id: ExportID) -> Subject { Subject("export", id) }
}
