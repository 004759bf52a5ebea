import Kernel
import Pages

/// A ticket's files as a model for `tickets-attachments`.
struct AttachmentDrawing {
    let attachments: [Attachment]
    private let place: (Attachment) -> Path
    private let context: PageContext

    /// - Parameter place: where a file is handed out, in this part of the site.
    init(
        _ attachments: [Attachment], at place: @escaping (Attachment) -> Path = Path.attachment, _ context: PageContext
    ) {
        (self.attachments, self.place, self.context) = (attachments, place, context)
    }

    var model: [[String: Any]] { attachments.map(model) }

    func file(_ id: AttachmentID) -> [String: Any]? { attachments.first { $0.id == id }.map(model) }

    private func model(_ attachment: Attachment) -> [String: Any] {
        let path = place(attachment)
        return [
            "filePath": path.text, "fileName": attachment.name, "fileSize": size(attachment.size),
            "fileIsPrivate": attachment.isPrivate,
            "thumbnail": attachment.thumbnail == .made ? "\(path.text)/thumbnail" : false as Any,
            "fileIsUnreadable": attachment.thumbnail == .unreadable,
        ]
    }

    /// `820 B`, `14 KB`, `2,3 MB`.
    private func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<1_024: return "\(bytes) B"
        case ..<(1_024 * 1_024): return "\((bytes + 1_023) / 1_024) KB"
        default:
            let tenths = bytes * 10 / (1_024 * 1_024)
            return "\(tenths / 10)\(context.language == .en ? "." : ",")\(tenths % 10) MB"
        }
    }
}
