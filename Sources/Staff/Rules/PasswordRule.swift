/// What a password must be: long rather than odd (NIST SP 800-63B §5.1.1.2).
public enum PasswordRule {
    public static let shortest = 10
    public static let longest = 200

    /// Nil when the password is taken.
    public static func refusal(of password: String, userName: UserName, name: String) -> PasswordRefusal? {
        if password.count < shortest { return .tooShort }
        if password.utf8.count > longest { return .tooLong }
        let lowered = password.lowercased()
        let names = [userName.text] + name.lowercased().split(separator: " ").map(String.init)
        if names.contains(where: { $0.count >= 4 && lowered.contains($0) }) { return .containsName }
        if Set(lowered).count < 5 || common.contains(where: { lowered.hasPrefix($0) && lowered.count < $0.count + 5 }) {
            return .tooCommon
        }
        return nil
    }

    /// Beginnings that guessers try first; a password that adds a few characters to one of them is guessed with it.
    private static let common = [
        "password", "kata sandi", "katasandi", "rahasia", "1234567890", "123456789", "0987654321", "qwertyuiop",
        "asdfghjkl", "administrator", "indonesia", "jakarta", "semarang", "bismillah", "sayang", "welcome", "letmein",
        "iloveyou", "sahut",
    ]
}
