import Foundation
public import Kernel

/// An answer, read.
public enum FieldValue: Sendable, Hashable {
    case text(String)
    case nik(NIK)
    case familyCard(FamilyCardNumber)
    case card(CardNumber)
    case phone(PhoneNumber)
    case email(String)
    case day(Day)
    case choice(String)
    case careClass(CareClass)
    case region(String)
    /// By their numbers in the draft.
    case people(Set<Int>)
    case member(MemberID)
    case members(Set<MemberID>)
    case facility(FacilityChoice)
    case bank(String)
    case consent(ConsentAnswer)
    case amount(Rupiah)
    case tick
}

/// A yes to the text of consent, and how it is proved (Law 27 of 2022, articles 22 and 24: written or recorded).
public struct ConsentAnswer: Sendable, Hashable, Codable {
    /// Which text was read out.
    public var version: String
    public var proof: ConsentProof

    public init(version: String, proof: ConsentProof) { (self.version, self.proof) = (version, proof) }
}

public enum ConsentProof: String, Sendable, Codable, CaseIterable, Hashable {
    case callRecording = "call-recording"
    case writtenMessage = "written-message"
    case signedPaper = "signed-paper"

    public var key: String { "members.change.proof.\(rawValue)" }
}

extension FormField {
    /// Reads what was typed; the words are without blanks around them and there is at least one.
    func read(
        _ words: [String], people: [DraftPerson], on ground: ChangeGround
    ) throws(FieldComplaint) -> FieldValue {
        let word = words[0]
        guard !words.contains(where: { $0.unicodeScalars.contains("\0") }) else { throw .unreadable }
        let value: FieldValue =
            switch kind {
            case .text, .nik, .familyCard, .card, .phone, .email, .day, .amount: try readWord(word)
            case .choice, .careClass, .region, .facility, .bank: try readChoice(word, on: ground)
            case .people, .member, .members: try readPersons(words, people: people, on: ground)
            case .consent: .consent(try readConsent(words, version: ground.consentVersion))
            case .tick: .tick
            }
        for rule in rules { try rule.check(value, today: ground.today) }
        return value
    }

    private func readWord(_ word: String) throws(FieldComplaint) -> FieldValue {
        switch kind {
        case .nik: try .nik(NIK(word).orComplain(.notANIK))
        case .familyCard: try .familyCard(FamilyCardNumber(word).orComplain(.notAFamilyCard))
        case .card: try .card(CardNumber(word).orComplain(.notACard))
        case .phone: try .phone(PhoneNumber(word).orComplain(.notAPhone))
        case .email: try .email(Email.read(word).orComplain(.notAnEmail))
        case .day: try .day(SpokenDay.read(word).orComplain(.notADay))
        case .amount: try .amount(Rupiah(Int64(word.filter { $0 != "." }).orComplain(.notAnAmount)))
        case .text(let longest) where word.count > longest: throw .tooLong
        default: .text(word)
        }
    }

    private func readChoice(_ word: String, on ground: ChangeGround) throws(FieldComplaint) -> FieldValue {
        switch kind {
        case .careClass: return try .careClass(Int(word).flatMap(CareClass.init).orComplain(.notAChoice))
        case .region:
            let isCode = [2, 4].contains(word.utf8.count) && word.utf8.allSatisfy(\.isDigit)
            guard isCode, ground.regions?.contains(word) ?? true else { throw .unknownRegion }
            return .region(word)
        case .facility:
            return try .facility(ground.facilities.first { $0.code == word }.orComplain(.unknownFacility))
        case .bank:
            guard ground.banks.contains(word) else { throw .unknownBank }
            return .bank(word)
        case .choice(let choices) where choices.contains(word): return .choice(word)
        default: throw .notAChoice
        }
    }

    private func readPersons(
        _ words: [String], people: [DraftPerson], on ground: ChangeGround
    ) throws(FieldComplaint) -> FieldValue {
        if kind == .people {
            let chosen = words.compactMap(Int.init).filter { number in people.contains { $0.id == number } }
            guard chosen.count == words.count else { throw .unknownPerson }
            return .people(Set(chosen))
        }
        let household = Set(ground.standing?.household.map(\.id) ?? [])
        let chosen = words.compactMap { MemberID($0) }.filter(household.contains)
        guard chosen.count == words.count else { throw .unknownMember }
        if kind == .members { return .members(Set(chosen)) }
        guard chosen.count == 1 else { throw .notAChoice }
        return .member(chosen[0])
    }

    private func readConsent(_ words: [String], version: String?) throws(FieldComplaint) -> ConsentAnswer {
        guard words[0] == version else { throw .unknownConsent }
        guard words.count > 1 else { throw .missing }
        return ConsentAnswer(version: words[0], proof: try ConsentProof(rawValue: words[1]).orComplain(.notAChoice))
    }
}

extension FieldRule {
    func check(_ value: FieldValue, today: Day) throws(FieldComplaint) {
        switch (self, value) {
        case (.notInFuture, .day(let day)) where day > today: throw .inTheFuture
        case (.withinYears(let years), .day(let day)) where RegistrationRules.day(day, plusMonths: years * 12) < today:
            throw .tooLongAgo
        case (.shortest(let least), .text(let text)) where text.count < least: throw .tooShort
        case (.noLongNumber, .text(let text)) where Self.longestRun(of: text) >= 10: throw .looksLikeAccount
        default: break
        }
    }

    /// The most digits in a row, blanks, dots and hyphens between them left out.
    private static func longestRun(of text: String) -> Int {
        var (longest, run) = (0, 0)
        for byte in text.utf8 where !" .-".utf8.contains(byte) {
            run = byte.isDigit ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}

/// A day as people write and say it: `1985-04-12`, `12-04-1985`, `12/4/1985`.
enum SpokenDay {
    static func read(_ text: some StringProtocol) -> Day? {
        let parts = text.split(omittingEmptySubsequences: false) { "-/. ".contains($0) }
        let numbers = parts.compactMap { Int($0) }
        guard parts.count == 3, numbers.count == 3, parts.allSatisfy({ $0.utf8.allSatisfy(\.isDigit) }) else {
            return nil
        }
        if parts[0].count == 4 { return Day(year: numbers[0], month: numbers[1], day: numbers[2]) }
        guard parts[2].count == 4 else { return nil }
        return Day(year: numbers[2], month: numbers[1], day: numbers[0])
    }
}

/// Whether a message could reach it is only known by sending one.
enum Email {
    static func read(_ text: String) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, text.utf8.count <= 254, !text.contains(where: \.isWhitespace),
            parts[1].split(separator: ".", omittingEmptySubsequences: false).count > 1,
            parts[1].split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty })
        else { return nil }
        return text.lowercased()
    }
}

extension Optional {
    fileprivate func orComplain(_ complaint: FieldComplaint) throws(FieldComplaint) -> Wrapped {
        guard let self else { throw complaint }
        return self
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
