import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The files of the features' `Assets` folders, held in memory and served under `/assets/<edition>/<name>`.
///
/// The edition is a hash over all of them, so a browser may keep a file for ever, and an ES module that imports
/// `./live.js` gets the one of its own edition.
struct Assets: Sendable {
    struct File: Sendable {
        let content: ByteBuffer
        let contentType: String
        let tag: String
    }

    let edition: String
    private let files: [String: File]

    init(bundles: [Bundle]) throws {
        var files: [String: File] = [:]
        var all = SHA256()
        for file in try bundles.flatMap({ try $0.files(in: "Assets") }) {
            guard files[file.path] == nil else { throw Views.Problem.twice(file.path) }
            let content = try Data(contentsOf: file.url)
            all.update(data: Data(file.path.utf8))
            all.update(data: content)
            files[file.path] = File(
                content: ByteBuffer(bytes: content), contentType: Self.contentType(file.path),
                tag: "\"" + base64URL(Data(SHA256.hash(data: content))).prefix(22) + "\"")
        }
        self.files = files
        edition = String(base64URL(Data(all.finalize())).prefix(12))
    }

    func url(_ name: String) -> String { "/assets/\(edition)/\(name)" }

    func contains(_ name: String) -> Bool { files[name] != nil }

    /// A file of this edition may be kept for a year; another edition (an old page still open) is asked for each time.
    func response(edition: String, name: String, ifNoneMatch: String?) throws -> Response {
        guard let file = files[name] else { throw PageRefusal.notFound }
        let keep = edition == self.edition ? "public, max-age=31536000, immutable" : "no-cache"
        var headers: HTTPFields = [.cacheControl: keep, .eTag: file.tag]
        if let ifNoneMatch, ifNoneMatch.contains(file.tag) { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = file.contentType
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: file.content))
    }

    private static func contentType(_ path: String) -> String {
        switch path.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "wav": "audio/wav"
        case "json", "webmanifest": "application/json"
        case "woff2": "font/woff2"
        default: "application/octet-stream"
        }
    }
}
