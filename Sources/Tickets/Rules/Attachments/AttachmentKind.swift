public import Foundation

/// What may be attached. The content decides; the name and what a browser says about it count for nothing.
public enum AttachmentKind: String, Sendable, Codable, CaseIterable, Hashable {
    case jpeg, png, webp, pdf, text

    /// The kind that these bytes are; nil for everything else.
    public init?(of content: Data) {
        let found = AttachmentKind.allCases.first { $0.fits(content) }
        guard let found else { return nil }
        self = found
    }

    public var isPicture: Bool {
        switch self {
        case .jpeg, .png, .webp: true
        case .pdf, .text: false
        }
    }

    public var contentType: String {
        switch self {
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        case .webp: "image/webp"
        case .pdf: "application/pdf"
        case .text: "text/plain; charset=utf-8"
        }
    }

    /// The endings that its names have, the usual one first.
    public var endings: [String] {
        switch self {
        case .jpeg: ["jpg", "jpeg"]
        case .png: ["png"]
        case .webp: ["webp"]
        case .pdf: ["pdf"]
        case .text: ["txt", "csv", "log"]
        }
    }

    private func fits(_ content: Data) -> Bool {
        switch self {
        // ITU T.81 annex B: start of image, then a marker.
        case .jpeg: content.begins(with: [0xFF, 0xD8, 0xFF])
        // PNG (third edition) 5.2 and 5.6: the signature, then the header's chunk of 13 bytes.
        case .png:
            content.begins(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
                && content.has([0, 0, 0, 13] + Array("IHDR".utf8), at: 8)
        // RFC 9649 2.4: RIFF, the size, WEBP.
        case .webp:
            content.begins(with: Array("RIFF".utf8)) && content.has(Array("WEBPVP8".utf8), at: 8)
        // ISO 32000-2 7.5.2 and 7.5.5: the version at the start, the mark at the end; without it the file broke off.
        case .pdf:
            content.begins(with: Array("%PDF-".utf8))
                && content.suffix(1_024).range(of: Data("%%EOF".utf8)) != nil
        case .text: isText(content)
        }
    }

    /// UTF-8 of characters that people type: a zip, a program or a sound holds others.
    private func isText(_ content: Data) -> Bool {
        guard let text = String(validating: content, as: UTF8.self) else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && scalar.value != 0x7F || ["\t", "\n", "\r", "\u{0C}"].contains(scalar)
        }
    }
}

extension Data {
    fileprivate func begins(with bytes: [UInt8]) -> Bool { has(bytes, at: 0) }

    fileprivate func has(_ bytes: [UInt8], at offset: Int) -> Bool {
        count >= offset + bytes.count && dropFirst(offset).prefix(bytes.count).elementsEqual(bytes)
    }
}
