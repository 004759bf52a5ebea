import Foundation

/// Words of people in a header: what is not plain goes into encoded words (RFC 2047), and nothing can begin a header of
/// its own.
enum HeaderText {
    /// A line of a header holds no more beside the name of the header.
    private static let longestPlain = 60
    /// Bytes of one encoded word: 52 characters of base64, which leave room for `Subject: ` in a line of 76.
    private static let wordBytes = 39

    /// A subject.
    static func unstructured(_ text: String) -> String {
        let line = oneLine(text)
        let isPlain = line.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !line.contains("=?")
        return isPlain && line.utf8.count <= longestPlain ? line : words(line)
    }

    /// A name and its address; the address stands on a line of its own when both are long.
    static func mailbox(_ sender: MailSender) -> String {
        let line = oneLine(sender.name)
        let isPlain = line.wholeMatch(of: /[A-Za-z0-9 -]+/) != nil
        let name = isPlain && line.utf8.count <= longestPlain ? line : words(line)
        let isShort = name.utf8.count + sender.address.text.utf8.count <= longestPlain
        return name + (isShort ? " " : "\r\n ") + "<\(sender.address)>"
    }

    /// Line ends and other characters that no keyboard types become blanks, and several blanks one.
    private static func oneLine(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar -> Character in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: " "
            default: Character(scalar)
            }
        }
        return String(scalars).split(separator: " ").joined(separator: " ")
    }

    /// Folded, one encoded word a line, none of which cuts a character.
    private static func words(_ line: String) -> String {
        var words: [String] = []
        var part = ""
        for character in line {
            if part.utf8.count + character.utf8.count > wordBytes, !part.isEmpty {
                words.append(part)
                part = ""
            }
            part.append(character)
        }
        words.append(part)
        return words.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }
}
