import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// The certificate of a centre that was given none: signed by itself, made at the first start, kept in the data folder
/// with its key readable by its owner only.
struct SelfSignedCertificate {
    let certificate: URL
    let key: URL

    private static let lifetime: TimeInterval = 397 * 86_400
    /// Made anew at a start within this time of its end.
    private static let margin: TimeInterval = 30 * 86_400

    /// The one in the folder, or a new one for these names when there is none, or its end is near.
    init(in folder: String, names: [String], now: Date) throws {
        let folder = URL(fileURLWithPath: folder, isDirectory: true)
        certificate = folder.appendingPathComponent("web-certificate.pem")
        key = folder.appendingPathComponent("web-key.pem")
        if try isGood(at: now) { return }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (certificateText, keyText) = try Self.make(names: names, now: now)
        // The key first: a certificate without its key is of no use, so it is what tells that both are there.
        try writePrivately(keyText, to: key)
        try writePrivately(certificateText, to: certificate)
    }

    private func isGood(at now: Date) throws -> Bool {
        let files = FileManager.default
        guard files.fileExists(atPath: certificate.path), files.fileExists(atPath: key.path) else { return false }
        let known = try Certificate(pemEncoded: String(contentsOf: certificate, encoding: .utf8))
        return known.notValidAfter.timeIntervalSince(now) > Self.margin
    }

    private static func make(names: [String], now: Date) throws -> (certificate: String, key: String) {
        let key = P256.Signing.PrivateKey()
        let subject = try DistinguishedName {
            CommonName(names.first ?? "localhost")
            OrganizationName("Sahut")
        }
        let privateKey = Certificate.PrivateKey(key)
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: privateKey.publicKey,
            // A machine whose clock is behind ours by a little must not refuse it.
            notValidBefore: now.addingTimeInterval(-3_600), notValidAfter: now.addingTimeInterval(lifetime),
            issuer: subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                KeyUsage(digitalSignature: true)
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(names.map(generalName))
            },
            issuerPrivateKey: privateKey)
        return (try certificate.serializeAsPEM().pemString, key.pemRepresentation)
    }

    private static func generalName(_ name: String) -> GeneralName {
        var address = in_addr()
        guard inet_pton(AF_INET, name, &address) == 1 else { return .dnsName(name) }
        return .ipAddress(ASN1OctetString(contentBytes: withUnsafeBytes(of: address.s_addr) { ArraySlice($0) }))
    }
}

/// Writes a file that nobody but its owner may read, whole or not at all.
private func writePrivately(_ text: String, to url: URL) throws {
    let draft = url.path + ".new"
    if unlink(draft) != 0, errno != ENOENT { throw posixError() }
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw posixError() }
    defer { close(file) }
    let bytes = Array(text.utf8)
    guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0, rename(draft, url.path) == 0 else {
        throw posixError()
    }
}

private func posixError() -> POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
