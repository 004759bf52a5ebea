import Foundation
import Glibc

/// A disk with little room, so that it can be filled up; it goes away with its stage.
struct SmallDisk: Sendable {
    let folder: URL

    /// Mounts one (tmpfs), which asks for a right that only administrators have.
    static func mount(on stage: Stage, megabytes: Int) async throws -> SmallDisk {
        let folder = stage.path("disk")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try await stage.run("mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m,mode=0700", "tmpfs", folder.path])
        return SmallDisk(folder: folder)
    }

    /// Whether a disk can be mounted here at all.
    static func isAllowed() async throws -> Bool {
        try await Stage.play { stage in
            do {
                _ = try await mount(on: stage, megabytes: 1)
                return true
            } catch is Stage.Failed {
                return false
            }
        }
    }

    struct StillRoom: Error {
        let code: Int32
    }

    private var filler: URL { folder.appendingPathComponent("filler") }

    /// Writes until not one byte more fits.
    func fill() throws {
        let file = open(filler.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { close(file) }
        for size in [1 << 16, 1 << 12, 1] {
            let block = [UInt8](repeating: 0, count: size)
            while write(file, block, size) > 0 {}
            guard errno == ENOSPC else { throw StillRoom(code: errno) }
        }
    }

    /// Takes away what filled it.
    func makeRoom() throws { try FileManager.default.removeItem(at: filler) }
}
