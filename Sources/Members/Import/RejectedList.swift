import Foundation

/// The file of lines that were not taken.
struct RejectedList {
    let file: URL

    init(beside source: URL) {
        file = source.deletingPathExtension().appendingPathExtension("rejected.csv")
    }

    /// Makes the file as long as the mark says: what was written without being saved goes, what was saved without
    /// being written comes.
    func restore(_ mark: ImportMark) throws {
        let saved = mark.rejectedBytes - Int64(mark.lastRejected.utf8.count)
        if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
        let handle = try FileHandle(forWritingTo: file)
        try handle.truncate(atOffset: UInt64(saved))
        try handle.write(contentsOf: Data(mark.lastRejected.utf8))
        try handle.close()
    }

    func add(_ text: String) throws {
        guard !text.isEmpty else { return }
        let handle = try FileHandle(forWritingTo: file)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    func remove() throws { try FileManager.default.removeItem(at: file) }
}

/// A file by its content: its length and an FNV-1a hash of 64 bits (Fowler, Noll, Vo), which finds slips, not forgers.
struct Fingerprint {
    let bytes: Int64
    let text: String

    init(of file: URL) throws {
        let handle = try FileHandle(forReadingFrom: file)
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var count: Int64 = 0
        while let chunk = try handle.read(upToCount: 1_024 * 1_024), !chunk.isEmpty {
            chunk.withUnsafeBytes { for byte in $0 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 } }
            count += Int64(chunk.count)
        }
        try handle.close()
        bytes = count
        text = "\(count)-\(String(hash, radix: 16))"
    }
}
