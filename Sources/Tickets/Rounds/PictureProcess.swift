import Foundation

/// Draws small pictures in a process of its own that may use little memory and little time: whatever a picture does to
/// the program that reads it, the centre goes on.
struct PictureProcess: Sendable {
    enum Trouble: Error, Equatable {
        /// The package `graphicsmagick` is not there.
        case notInstalled
    }

    /// Pixels a side: enough to tell one photograph from another, too little to read a card's number on it.
    static let side = 160
    private static let mostSeconds = 15
    private static let mostMemory = 512 * 1_024 * 1_024
    private static let mostWritten = 256 * 1_024

    /// Draws a JPEG without anything that the camera wrote into the picture (the place, the owner, the device).
    ///
    /// - Returns: false when the content cannot be drawn.
    func shrink(_ picture: URL, _ kind: AttachmentKind, into small: URL) async throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = Self.arguments(picture, kind, small)
        process.environment = ["PATH": "/usr/bin:/bin", "OMP_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let status = try await ended(process)
        if status == 127 { throw Trouble.notInstalled }
        guard status == 0, FileManager.default.fileExists(atPath: small.path) else { return false }
        return AttachmentKind(of: try Data(contentsOf: small)) == .jpeg
    }

    private static func arguments(_ picture: URL, _ kind: AttachmentKind, _ small: URL) -> [String] {
        let limits = [
            "Threads": "1", "Memory": "256MB", "Map": "256MB", "Disk": "0", "Pixels": "64MP", "Width": "20000",
            "Height": "20000",
        ]
        return [
            "timeout", "-k", "1", "\(mostSeconds)", "prlimit", "--as=\(mostMemory)", "--cpu=\(mostSeconds)",
            "--fsize=\(mostWritten)", "--nofile=32", "--core=0", "gm", "convert",
        ] + limits.sorted { $0.key < $1.key }.flatMap { ["-limit", $0.key, $0.value] } + [
            // The kind stands before the path, so that nothing else is made of the content.
            "\(kind.rawValue):\(picture.path)", "-auto-orient", "-thumbnail", "\(side)x\(side)>", "-background",
            "white", "-flatten", "+profile", "*", "-strip", "-quality", "80", "jpeg:\(small.path)",
        ]
    }

    private func ended(_ process: Process) async throws -> Int32 {
        let (ends, end) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            end.yield(process.terminationStatus)
            end.finish()
        }
        try process.run()
        for await status in ends { return status }
        throw CancellationError()
    }
}
