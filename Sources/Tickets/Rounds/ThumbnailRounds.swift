import Database
import Foundation
public import Kernel
public import Logging

/// Draws the small pictures of attached ones, one after the other, away from the requests that wait for an answer.
public struct ThumbnailRounds: Sendable {
    /// Pictures of one round at most.
    static let batch = 20

    private let attachments: AttachmentStore
    private let process = PictureProcess()
    private let clock: any WallClock
    private let logger: Logger

    public init(_ attachments: AttachmentStore, clock: any WallClock, logger: Logger) {
        (self.attachments, self.clock, self.logger) = (attachments, clock, logger)
    }

    /// Works until it is cancelled.
    public func run() async throws {
        let rounds = Rounds("thumbnails", pause: .seconds(3), clock: clock, logger: logger)
        try await rounds.run { try await round() ? clock.now() : nil }
    }

    /// Draws those that wait.
    ///
    /// - Returns: whether others may be waiting.
    @discardableResult
    public func round() async throws -> Bool {
        let waiting = try await attachments.waitingPictures(upTo: Self.batch)
        for picture in waiting { try await attachments.settle(picture.digest, as: draw(picture)) }
        return waiting.count == Self.batch
    }

    private func draw(_ picture: Attachment) async throws -> Attachment.Thumbnail {
        let folder = attachments.folder
        if folder.hasThumbnail(picture.digest) { return .made }
        let draft = try folder.draft(Data(), named: "thumbnail-\(picture.digest)")
        defer { folder.discard(draft) }
        guard try await process.shrink(folder.content(picture.digest), picture.kind, into: draft) else {
            logger.notice("a picture cannot be drawn", metadata: ["attachment": "\(picture.id)"])
            return .unreadable
        }
        try folder.keep(draft, at: folder.thumbnail(picture.digest))
        return .made
    }
}
