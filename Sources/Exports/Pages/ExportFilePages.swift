import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Pages

/// `/exports/…/file`: the file, for its asker and for nobody else, as long as he may see the list.
struct ExportFilePages: PageGroup {
    /// Bytes read at once.
    private static let chunk = 256 * 1_024

    let store: ExportStore
    let shelf: ExportShelf
    let lists: [ExportableList]
    let drawing: ExportDrawing

    func add(to router: Router<PageContext>) { router.get("/exports/:id/file", use: file) }

    @Sendable private func file(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.listsExport)
        let id: ExportID = try context.parameter("id")
        do {
            let export = try await store.export(id, of: viewer.id)
            if let list = lists.first(where: { $0.name == export.asking.list }) {
                try context.require(list)
            }
            guard let name = export.file, export.state == .done else { throw ExportRefusal.noSuchExport }
            let handle = try open(name)
            if request.method != .head { _ = try await store.download(id, by: viewer.id, at: context.arrivedAt) }
            return answer(handle, export, context)
        } catch is ExportRefusal {
            throw PageRefusal.notFound
        }
    }

    /// A file that somebody took away by hand is not there.
    private func open(_ name: String) throws -> FileHandle {
        do { return try FileHandle(forReadingFrom: shelf.place(name)) } catch is CocoaError {
            throw ExportRefusal.noSuchExport
        }
    }

    private func answer(_ handle: FileHandle, _ export: Export, _ context: PageContext) -> Response {
        let body = ResponseBody(contentLength: export.bytes.map(Int.init)) { writer in
            do {
                while let bytes = try handle.read(upToCount: Self.chunk), !bytes.isEmpty {
                    try await writer.write(ByteBuffer(bytes: bytes))
                }
                try handle.close()
            } catch {
                try handle.close()
                throw error
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: export.asking.format.contentType, .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"\(drawing.fileName(export, context))\"",
            ], body: body)
    }
}
