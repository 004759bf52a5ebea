public import Kernel

public enum ConsentTag {}
public typealias ConsentID = Identifier<ConsentTag>

/// A yes of a participant to one purpose, with the text that was read out and how it is proved (Law 27 of 2022 on
/// personal data, articles 20 to 24: explicit, written or recorded, in plain words, provable). It may be taken back at
/// any time; what was done before stays lawful.
public struct Consent: Sendable, Hashable, Identifiable {
    public let id: ConsentID
    public let member: MemberID
    public let purpose: ConsentPurpose
    public let text: ConsentText
    public let given: Given
    public let by: Author
    public internal(set) var withdrawal: Withdrawal?

    /// How somebody said it, and where the proof lies.
    public struct Given: Sendable, Hashable {
        public let at: Timestamp
        public let means: ConsentMeans
        /// The recording, message or paper: enough to find it again.
        public let reference: String

        public init(at: Timestamp, _ means: ConsentMeans, reference: String) throws(ConsentRefusal) {
            let reference = reference.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            guard !reference.isEmpty else { throw .referenceMissing }
            guard reference.count <= 200 else { throw .referenceTooLong }
            guard !reference.unicodeScalars.contains("\0") else { throw .referenceUnreadable }
            (self.at, self.means, self.reference) = (at, means, reference)
        }
    }

    public struct Withdrawal: Sendable, Hashable {
        public let given: Given
        public let by: Author
    }

    public var isInForce: Bool { withdrawal == nil }

    /// Whether a mail may ask how the service was: the text that was read out must have named the address.
    public var allowsSurveyMail: Bool {
        purpose == .survey && isInForce && !ConsentText.surveysByPhoneOnly.contains(text.version)
    }

    mutating func withdraw(_ given: Given, by author: Author) throws(ConsentRefusal) {
        guard withdrawal == nil else { throw .withdrawnAlready }
        withdrawal = Withdrawal(given: given, by: author)
    }

    /// How soon the use of the data ends after a withdrawal: at most 3 x 24 hours (Law 27 of 2022).
    public static let endsWithin = Duration.seconds(3 * 86_400)
}

public enum ConsentMeans: String, Sendable, Codable, CaseIterable, Hashable {
    case callRecording = "call-recording"
    case writtenMessage = "written-message"
    case signedPaper = "signed-paper"
}

public enum ConsentRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case referenceMissing = "reference-missing"
    case referenceTooLong = "reference-too-long"
    case referenceUnreadable = "reference-unreadable"
    case noSuchConsent = "no-such-consent"
    case withdrawnAlready = "withdrawn-already"
    /// The same purpose has a yes already.
    case inForceAlready = "in-force-already"
}

/// What a participant is asked for beyond what the insurer's public duty covers anyway.
public enum ConsentPurpose: String, Sendable, Codable, CaseIterable, Hashable {
    /// To register or change the data of a family by telephone.
    case registration
    /// To be reminded of contributions by telephone or message.
    case reminders
    /// To be asked how the service was.
    case survey
}

/// A text of consent. What was read out is kept with each yes, so a new text changes no old one.
public struct ConsentText: Sendable, Hashable {
    public let version: String
    public let words: String

    public init(version: String, words: String) { (self.version, self.words) = (version, words) }

    /// Texts on surveys that spoke of the telephone number alone.
    static let surveysByPhoneOnly: Set = ["2026-11/1"]
}

extension ConsentPurpose {
    /// The text in force, as it is read out: in the participant's language, not the reader's.
    public var text: ConsentText {
        switch self {
        case .registration:
            ConsentText(
                version: "2026-11/1",
                words: """
                    Data Bapak/Ibu dan anggota keluarga pada kartu keluarga kami gunakan untuk pendaftaran dan \
                    perubahan data kepesertaan, dicocokkan dengan data kependudukan, dan disimpan selama menjadi \
                    peserta. Persetujuan ini dapat ditarik kapan saja melalui pusat layanan. Apakah Bapak/Ibu setuju?
                    """)
        case .reminders:
            ConsentText(
                version: "2026-11/1",
                words: """
                    Nomor telepon Bapak/Ibu kami gunakan untuk mengingatkan iuran lewat telepon atau pesan, paling \
                    banyak sekali sebulan. Persetujuan ini dapat ditarik kapan saja melalui pusat layanan. Apakah \
                    Bapak/Ibu setuju?
                    """)
        case .survey:
            ConsentText(
                version: "2026-11/2",
                words: """
                    Nomor telepon dan alamat surel Bapak/Ibu kami gunakan untuk menanyakan pendapat tentang layanan \
                    kami. Jawaban tidak memengaruhi kepesertaan. Persetujuan ini dapat ditarik kapan saja melalui \
                    pusat layanan. Apakah Bapak/Ibu setuju?
                    """)
        }
    }
}
