public import Foundation
import Kernel

/// The folder of files that were written out: nobody else on the machine reads it, and no name in it can be guessed.
public struct ExportShelf: Sendable {
    let folder: URL

    public init(_ folder: URL) { self.folder = folder }

    struct Unwritable: Error, CustomStringConvertible {
        let description: String
    }

    /// 128 bits of chance.
    static func newName(_ format: ExportFormat) -> String {
        var random = SystemRandomNumberGenerator()
        let digits = [random.next(), random.next()].map { (word: UInt64) in
            let text = String(word, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        return digits.joined() + "." + format.rawValue
    }

    func place(_ name: String) -> URL { folder.appendingPathComponent(name) }

    /// An empty file that only its owner may read, where none was.
    func create(_ name: String) throws {
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let descriptor = open(place(name).path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Unwritable(description: String(cString: strerror(errno))) }
        close(descriptor)
    }

    func bytes(_ name: String) throws -> Int64 {
        let attributes = try FileManager.default.attributesOfItem(atPath: place(name).path)
        return (attributes[.size] as? NSNumber)?.int64Value ?? 0
    }

    /// One that is gone already is gone.
    func remove(_ name: String) throws {
        guard FileManager.default.fileExists(atPath: place(name).path) else { return }
        try FileManager.default.removeItem(at: place(name))
    }

    /// The files there are, by their names.
    func names() throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { name in
            ExportFormat.allCases.contains { name.hasSuffix("." + $0.rawValue) }
        }
    }
}
