import Glibc
import Kernel

/// A recording in the making: a head that says of which room, then pairs of 16-bit samples, appended.
///
/// Everything that has been written survives the death of the process; what follows the last whole pair is ignored.
enum PartFile {
    static let suffix = ".part"
    static let headLength = 48
    private static let mark = "sahutpart1\n"

    static func head(of room: RoomID) -> [UInt8] { Array((mark + room.description + "\n").utf8) }

    /// Nil when that is no head of ours.
    static func room(inHead bytes: some Collection<UInt8>) -> RoomID? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix(mark), text.utf8.count == headLength else { return nil }
        return RoomID(text.dropFirst(mark.count).dropLast())
    }

    /// Makes the folders above and the file, which must not exist.
    static func create(_ path: String, room: RoomID) throws(SystemCallFailure) -> Int32 {
        try makeFolders(above: path)
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SystemCallFailure("open") }
        do throws(SystemCallFailure) {
            try writeAll(head(of: room), to: file)
        } catch {
            close(file)
            throw error
        }
        return file
    }

    static func makeFolders(above path: String) throws(SystemCallFailure) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/").dropLast() {
            made += "/" + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw SystemCallFailure("mkdir") }
        }
    }

    static func writeAll(_ bytes: [UInt8], to file: Int32) throws(SystemCallFailure) {
        let outcome = bytes.withUnsafeBytes { bytes in
            Result { () throws(SystemCallFailure) in try writeAll(bytes, to: file) }
        }
        try outcome.get()
    }

    static func writeAll(_ bytes: UnsafeRawBufferPointer, to file: Int32) throws(SystemCallFailure) {
        var rest = bytes
        while !rest.isEmpty {
            let count = write(file, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw SystemCallFailure("write")
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Every file of that ending beneath a folder; links are not followed.
    static func orphans(beneath folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            let path = folder + "/" + name
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR { found += orphans(beneath: path) }
            if status.st_mode & S_IFMT == S_IFREG, name.hasSuffix(suffix) { found.append(path) }
        }
        return found.sorted()
    }
}
