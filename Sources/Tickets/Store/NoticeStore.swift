public import Database
public import Kernel
public import Staff

/// Who is written to about tickets, and the mails that follow from what happens to them.
public struct NoticeStore: Sendable {
    let database: any Database

    public init(_ database: any Database) { self.database = database }

    // MARK: Recipients

    /// Head office first, then regions, then branches.
    public func recipients() async throws -> [NoticeRecipient] {
        try await database.read { try $0.noticeRecipients("TRUE") }
    }

    /// - Throws: `NoticeRecipientRefusal`.
    public func add(
        _ address: NoticeAddress, for office: NoticeRecipient.Office, by author: Author, at moment: Timestamp
    ) async throws {
        try await database.write { transaction in
            var office = office
            if case .branchHead(let code) = office {
                guard let branch = try transaction.branch(of: code) else {
                    throw NoticeRecipientRefusal.unknownBranch
                }
                office = .branchHead(branch.code)
            }
            guard try transaction.noticeRecipients(office.condition).allSatisfy({ $0.address != address }) else {
                throw NoticeRecipientRefusal.alreadyThere
            }
            var random = SystemRandomNumberGenerator()
            let id = NoticeRecipientID(at: moment, random: &random)
            try transaction.execute(
                """
                INSERT INTO notice_recipients (id, level, branch, region, address)
                VALUES (\(id), \(office.level), \(office.branch), \(office.region?.number), \(address))
                """)
            try transaction.append(
                NoticeFact.RecipientAdded(office: office.word, address: address.text),
                about: Subject("centre", "notices"), by: author, at: moment)
        }
    }

    /// One that is gone already changes nothing.
    public func remove(_ id: NoticeRecipientID, by author: Author, at moment: Timestamp) async throws {
        try await database.write { transaction in
            guard let recipient = try transaction.noticeRecipients("id = \(id)").first else { return }
            try transaction.execute("DELETE FROM notice_recipients WHERE id = \(id)")
            try transaction.append(
                NoticeFact.RecipientRemoved(office: recipient.office.word, address: recipient.address.text),
                about: Subject("centre", "notices"), by: author, at: moment)
        }
    }

    // MARK: Rounds

    /// Queues the mails that follow from what happened since the last time, once each, whichever process does it.
    ///
    /// - Returns: whether there may be more.
    func tell(
        upTo limit: Int, _ letter: @escaping NoticeLetter, by author: Author, at moment: Timestamp
    ) async throws -> Bool {
        // Nobody else is held up while there is nothing to write.
        guard try await !database.read({ try $0.newNoticeFacts(upTo: 1) }).isEmpty else { return false }
        return try await database.write { try $0.tellOfFacts(upTo: limit, letter, by: author, at: moment) }
    }
}

/// Puts a notice into words.
public typealias NoticeLetter = @Sendable (Notice) -> (subject: String, text: String)

extension NoticeRecipient.Office {
    fileprivate var level: ClockLevel {
        switch self {
        case .branchHead: .branchHead
        case .region: .region
        case .headOffice: .headOffice
        }
    }

    fileprivate var branch: BranchCode? { if case .branchHead(let code) = self { code } else { nil } }
    fileprivate var region: OfficeRegion? { if case .region(let region) = self { region } else { nil } }

    /// As facts and forms write it.
    var word: String {
        switch self {
        case .branchHead(let code): "branch:\(code)"
        case .region(let region): "region:\(region)"
        case .headOffice: "head-office"
        }
    }

    var condition: SQL {
        switch self {
        case .branchHead(let code): "level = \(level) AND branch = \(code)"
        case .region(let region): "level = \(level) AND region = \(region.number)"
        case .headOffice: "level = \(level)"
        }
    }
}

extension NoticeRecipient: RowDecodable {
    public init(row: Row) throws {
        let number: Int? = try row("region")
        let office: Office =
            if let branch = try row("branch", as: BranchCode?.self) {
                .branchHead(branch)
            } else if let region = number.flatMap({ OfficeRegion(number: $0) }) {
                .region(region)
            } else {
                .headOffice
            }
        self.init(id: try row("id"), office: office, address: try row("address"))
    }
}

extension ClockLevel: SQLEncodable, SQLDecodable {}
