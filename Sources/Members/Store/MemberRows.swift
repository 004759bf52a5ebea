public import Database
import Kernel

// How members lie in their tables.

extension Transaction {
    /// Families together and in their order, numbers of everybody.
    func members(where condition: SQL, upTo limit: Int) throws -> [Member] {
        let rows = try memberRows(condition, limit)
        return try members(of: rows)
    }

    /// As `members`, with sources and history.
    func records(where condition: SQL, upTo limit: Int) throws -> [MemberRecord] {
        let rows = try memberRows(condition, limit)
        let members = try members(of: rows)
        let ids = members.map(\.id)
        var exceptions: [MemberID: [MemberField: Provenance]] = [:]
        for row in try query(
            "SELECT member, field, source, told_at FROM member_sources WHERE member IN \(list: ids)")
        {
            exceptions[try row("member"), default: [:]][try row("field")] = try Provenance(row: row)
        }
        var spans: [MemberID: [MemberSpan]] = [:]
        for row in try query(
            """
            SELECT member, matter, state, since, source, told_at FROM member_spans WHERE member IN \(list: ids)
            ORDER BY member, matter, place
            """)
        {
            spans[try row("member"), default: []].append(try MemberSpan(row: row))
        }
        return try zip(rows, members).map { row, member in
            MemberRecord(
                member, told: try Provenance(row: row), exceptions: exceptions[member.id] ?? [:],
                history: MemberHistory(spans[member.id] ?? []))
        }
    }

    private func memberRows(_ condition: SQL, _ limit: Int) throws -> [Row] {
        try query(
            """
            SELECT m.*, r.name AS region_name, f.name AS facility_name
            FROM members m JOIN regions r ON r.code = m.region LEFT JOIN facilities f ON f.code = m.facility
            WHERE \(condition)
            ORDER BY m.family, CASE m.relation WHEN 'head' THEN 1 WHEN 'spouse' THEN 2 WHEN 'child' THEN 3 ELSE 4 END,
                m.birth_date, m.id
            LIMIT \(limit)
            """)
    }

    private func members(of rows: [Row]) throws -> [Member] {
        let ids: [MemberID] = try rows.map { try $0("id") }
        var phones: [MemberID: [PhoneNumber]] = [:]
        for row in try query("SELECT member, phone FROM member_phones WHERE member IN \(list: ids) ORDER BY place") {
            phones[try row("member"), default: []].append(try row("phone"))
        }
        return try rows.map { row in try Member(row: row, phones: phones[try row("id")] ?? []) }
    }

    // MARK: Writing

    /// New members with their names; their regions are known already.
    func insert(_ records: [MemberRecord]) throws {
        try put(records.compactMap(\.member.facility))
        var number = try scalar("SELECT COALESCE(MAX(number), 0) FROM members", as: Int64.self) ?? 0
        for batch in records.batches(of: 500) {
            let rows = batch.map { record -> SQL in
                number += 1
                return record.row(number)
            }
            try execute(
                """
                INSERT INTO members (id, card, nik, family, relation, name, birth_date, sex, mother_name, care_class,
                    segment, status, region, address, branch, facility, facility_since, email, source, told_at, number,
                    named)
                VALUES \(SQL.rows(rows))
                """)
            let first = number - Int64(batch.count) + 1
            try insertPhones(batch.map(\.member))
            try insertNames(zip(first..., batch).map { ($0, $1.member.name, $1.member.birthDate) })
            let withMore = batch.filter { !$0.exceptions.isEmpty || !$0.history.spans.isEmpty }
            for record in withMore { try insertSourcesAndSpans(record) }
        }
    }

    /// Writes what an update changed, and where it comes from.
    func save(_ record: MemberRecord, _ changes: MemberChanges, before: Member) throws {
        let member = record.member
        if changes.touches(.region) { try put([member.region]) }
        if changes.touches(.facility) { try put([member.facility].compactMap(\.self)) }
        try execute(
            """
            UPDATE members SET card = \(member.card), nik = \(member.nik), family = \(member.family),
                relation = \(member.relation), name = \(member.name), birth_date = \(member.birthDate),
                sex = \(member.sex),
                mother_name = \(member.motherName), care_class = \(member.careClass), segment = \(member.segment),
                status = \(member.status), region = \(member.region.code), address = \(member.address),
                branch = \(member.branch), facility = \(member.facility?.code),
                facility_since = \(member.facility?.since), email = \(member.email), source = \(record.told.source),
                told_at = \(record.told.toldAt)
            WHERE id = \(member.id)
            """)
        if changes.touches(.phones) {
            try execute("DELETE FROM member_phones WHERE member = \(member.id)")
            try insertPhones([member])
        }
        if changes.touches(.name) || changes.touches(.birthDate) { try rename(member, from: before) }
        try execute("DELETE FROM member_sources WHERE member = \(member.id)")
        try execute("DELETE FROM member_spans WHERE member = \(member.id)")
        try insertSourcesAndSpans(record)
    }

    private func insertPhones(_ members: some Sequence<Member>) throws {
        let phones = members.flatMap { member in
            member.phones.enumerated().map { "(\(member.id), \($0.offset), \($0.element))" as SQL }
        }
        guard !phones.isEmpty else { return }
        try execute("INSERT INTO member_phones (member, place, phone) VALUES \(SQL.rows(phones))")
    }

    private func insertSourcesAndSpans(_ record: MemberRecord) throws {
        for (field, told) in record.exceptions {
            try execute(
                """
                INSERT INTO member_sources (member, field, source, told_at)
                VALUES (\(record.id), \(field), \(told.source), \(told.toldAt))
                """)
        }
        for (place, span) in record.history.spans.enumerated() {
            try execute(
                """
                INSERT INTO member_spans (member, matter, place, state, since, source, told_at)
                VALUES (\(record.id), \(span.state.matter), \(place), \(span.state.code), \(span.since),
                    \(span.told.source), \(span.told.toldAt))
                """)
        }
    }

    private func put(_ facilities: [Facility]) throws {
        let named = Dictionary(facilities.map { ($0.code, $0.name) }, uniquingKeysWith: { _, last in last })
        for (code, name) in named.sorted(by: { $0.key < $1.key }) {
            try execute(
                """
                INSERT INTO facilities (code, name) VALUES (\(code), \(name))
                ON CONFLICT (code) DO UPDATE SET name = excluded.name
                """)
        }
    }
}

extension MemberRecord {
    fileprivate func row(_ number: Int64) -> SQL {
        """
        (\(id), \(member.card), \(member.nik), \(member.family), \(member.relation), \(member.name),
        \(member.birthDate), \(member.sex), \(member.motherName), \(member.careClass), \(member.segment),
        \(member.status), \(member.region.code), \(member.address), \(member.branch), \(member.facility?.code),
        \(member.facility?.since), \(member.email), \(told.source), \(told.toldAt), \(number), 1)
        """
    }
}

extension Member {
    init(row: Row, phones: [PhoneNumber]) throws {
        var facility: Facility?
        if let code = try row("facility", as: String?.self) {
            facility = Facility(
                code: code, name: try row("facility_name", as: String?.self) ?? code, since: try row("facility_since"))
        }
        self.init(
            id: try row("id"), card: try row("card"), nik: try row("nik"), family: try row("family"),
            relation: try row("relation"), name: try row("name"), birthDate: try row("birth_date"),
            sex: try row("sex"), motherName: try row("mother_name"), careClass: try row("care_class"),
            segment: try row("segment"), status: try row("status"),
            region: Region(code: try row("region"), name: try row("region_name")), address: try row("address"),
            branch: try row("branch"), facility: facility, phones: phones, email: try row("email"))
    }
}

extension Provenance: RowDecodable {
    public init(row: Row) throws { self.init(try row("source"), at: try row("told_at")) }
}

extension MemberSpan: RowDecodable {
    public init(row: Row) throws {
        let (matter, code): (MemberState.Matter, String) = (try row("matter"), try row("state"))
        guard let state = MemberState(matter, code) else {
            throw SQLDecodingError(.text(code), MemberState.self)
        }
        self.init(state, since: try row("since"), told: try Provenance(row: row))
    }
}

extension MemberSource: SQLEncodable, SQLDecodable {}
extension MemberField: SQLEncodable, SQLDecodable {}
extension MemberState.Matter: SQLEncodable, SQLDecodable {}
extension Sex: SQLEncodable, SQLDecodable {}
extension FamilyRelation: SQLEncodable, SQLDecodable {}
extension CareClass: SQLEncodable, SQLDecodable {}
extension Segment: SQLEncodable, SQLDecodable {}
extension MemberStatus: SQLEncodable, SQLDecodable {}

extension Array {
    func batches(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
