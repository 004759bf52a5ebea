import Crypto
import Foundation

/// Where the attachments' bytes lie: each under the SHA-256 of its content, readable for this program's account only.
/// Thumbnails lie under the same names in a folder of their own.
struct AttachmentFolder: Sendable {
    enum Trouble: Error, Equatable {
        /// What lies under a digest has another, or nothing lies there.
        case damaged(digest: String)
        case unwritable(code: Int32)
    }

    let root: URL

    static func digest(of content: Data) -> String {
        SHA256.hash(data: content).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }

    func content(_ digest: String) -> URL { place(root, digest) }
    func thumbnail(_ digest: String) -> URL { place(root.appendingPathComponent("thumbnails"), digest) }

    /// By the first two digits, so that no folder grows beyond what tools list.
    private func place(_ folder: URL, _ digest: String) -> URL {
        folder.appendingPathComponent(String(digest.prefix(2))).appendingPathComponent(digest)
    }

    func read(_ digest: String) throws -> Data {
        let content: Data
        do { content = try Data(contentsOf: self.content(digest)) } catch { throw Trouble.damaged(digest: digest) }
        guard Self.digest(of: content) == digest else { throw Trouble.damaged(digest: digest) }
        return content
    }

    func hasThumbnail(_ digest: String) -> Bool {
        FileManager.default.fileExists(atPath: thumbnail(digest).path)
    }

    // MARK: Writing

    /// The bytes on the disk, under a name that nobody asks for yet.
    func draft(_ content: Data, named name: String) throws -> URL {
        try makeFolder(root)
        let draft = root.appendingPathComponent("draft-\(name)")
        // What an earlier process left when it was stopped.
        discard(draft)
        let file = open(draft.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Trouble.unwritable(code: errno) }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: content)
            try handle.synchronize()
            try handle.close()
        } catch {
            discard(draft)
            throw error
        }
        return draft
    }

    /// Puts a draft where its digest says. Doing it again changes nothing, so that a transaction may run again.
    func keep(_ draft: URL, at place: URL) throws {
        try makeFolder(place.deletingLastPathComponent())
        // On one file system: either the name is there with all of its bytes, or it is not.
        guard rename(draft.path, place.path) != 0 else { return }
        guard FileManager.default.fileExists(atPath: place.path) else { throw Trouble.unwritable(code: errno) }
    }

    /// Takes away what was not kept; nothing is there once it was.
    func discard(_ draft: URL) { unlink(draft.path) }

    private func makeFolder(_ folder: URL) throws {
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
}
