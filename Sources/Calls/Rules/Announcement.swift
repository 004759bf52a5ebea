/// What a waiting caller is told, as a row of prompts.
public enum Announcement {
    /// The pieces that it is put together from; nothing that a plan would play by itself.
    public static let parts: Set<PromptName> = Set(
        ["antrean-nomor", "tunggu-kurang-semenit", "tunggu-sekitar", "menit", "belas", "puluh", "seratus", "ratus"]
            + (0...11).map(digit))

    /// "Anda berada pada antrean nomor 3, perkiraan waktu tunggu sekitar 2 menit."
    ///
    /// - Parameters:
    ///   - position: 1 is next.
    ///   - expectedSeconds: nil when nothing is known yet; the wait is then left unsaid rather than guessed.
    public static func place(position: Int, expectedSeconds: Double?) -> [PromptName] {
        var words: [PromptName] = ["antrean-nomor"]
        words += number(position)
        guard let expectedSeconds else { return words }
        if expectedSeconds < 60 {
            words.append("tunggu-kurang-semenit")
        } else {
            words.append("tunggu-sekitar")
            words += number(Int((expectedSeconds / 60).rounded(.up)))
            words.append("menit")
        }
        return words
    }

    /// A number up to 999 in Indonesian, from recorded words: 21 is "dua puluh satu".
    static func number(_ value: Int) -> [PromptName] {
        let value = min(max(value, 0), 999)
        switch value {
        case 0...11: return [digit(value)]
        case 12...19: return [digit(value - 10), "belas"]
        case 20...99: return [digit(value / 10), "puluh"] + rest(value % 10)
        case 100...199: return ["seratus"] + rest(value - 100)
        default: return [digit(value / 100), "ratus"] + rest(value % 100)
        }
    }

    private static func rest(_ value: Int) -> [PromptName] { value == 0 ? [] : number(value) }
    private static func digit(_ value: Int) -> PromptName { PromptName("angka-\(value)") }
}
