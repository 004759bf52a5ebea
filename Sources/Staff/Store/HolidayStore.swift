public import Database
public import Kernel

/// The days on which no branch works.
public struct HolidayStore: Sendable {
    let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// In the order of days.
    public func list() async throws -> [Holiday] {
        try await database.read { try $0.all("SELECT * FROM holidays ORDER BY day", as: Holiday.self) }
    }

    /// For `Branch.businessHours`: joint leave counts as the other holidays do.
    public func days() async throws -> Set<Day> {
        try await database.read { Set(try $0.scalars("SELECT day FROM holidays", as: Day.self)) }
    }

    public struct Counts: Sendable, Hashable {
        public var added: Int
        public var changed: Int
        public var removed: Int
        public var unchanged: Int

        public init(added: Int = 0, changed: Int = 0, removed: Int = 0, unchanged: Int = 0) {
            (self.added, self.changed, self.removed, self.unchanged) = (added, changed, removed, unchanged)
        }
    }

    /// Takes a list over. Of the years that it speaks of it knows every holiday: days that it lacks there go, as an
    /// estimate does when the decree sets another day. Other years stay.
    @discardableResult
    public func keep(_ list: HolidayList, by author: Author, at moment: Timestamp) async throws -> Counts {
        try await database.write { transaction in
            let years = Set(list.holidays.map(\.day.year))
            let there = try transaction.all("SELECT * FROM holidays", as: Holiday.self)
            let before = Dictionary(
                uniqueKeysWithValues: there.filter { years.contains($0.day.year) }.map { ($0.day, $0) })
            var counts = Counts()
            for holiday in list.holidays {
                let old = before[holiday.day]
                if old == holiday { counts.unchanged += 1 } else { try transaction.put(holiday) }
                if old == nil { counts.added += 1 } else if old != holiday { counts.changed += 1 }
            }
            let gone = Set(before.keys).subtracting(list.holidays.map(\.day)).sorted()
            counts.removed = try transaction.execute("DELETE FROM holidays WHERE day IN \(list: gone)")
            guard counts.added + counts.changed + counts.removed > 0 else { return counts }
            try transaction.append(
                HolidaysKept(
                    years: years.sorted(), added: counts.added, changed: counts.changed, removed: counts.removed),
                about: Subject("centre", "holidays"), by: author, at: moment)
            return counts
        }
    }
}

extension Transaction {
    fileprivate func put(_ holiday: Holiday) throws {
        try execute(
            """
            INSERT INTO holidays (day, name, kind, estimated)
            VALUES (\(holiday.day), \(holiday.name), \(holiday.kind), \(holiday.isEstimated))
            ON CONFLICT (day) DO UPDATE SET name = excluded.name, kind = excluded.kind, estimated = excluded.estimated
            """)
    }
}

/// A list of holidays was read in that changed something.
public struct HolidaysKept: Fact {
    public static let kind = "holidays.kept"
    public var years: [Int]
    public var added: Int
    public var changed: Int
    public var removed: Int
}

extension Holiday: RowDecodable {
    public init(row: Row) throws {
        self.init(
            day: try row("day"), name: try row("name"), kind: try row("kind"), isEstimated: try row("estimated"))
    }
}

extension Holiday.Kind: SQLEncodable, SQLDecodable {}
