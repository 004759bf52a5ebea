import COpenSSL
import COpenSSLShims

/// The certificate that this process shows in every DTLS handshake: P-256, self-signed, made at start and never stored.
///
/// Browsers do not look at its names or dates; the fingerprint in the session description is what binds it to a call.
/// One for the whole process is enough and may be used from any thread.
public final class DTLSIdentity: Sendable {
    /// As `a=fingerprint` writes it: `sha-256 AB:CD:...`.
    public let fingerprint: String

    // OpenSSL locks a context itself; this one is never changed after init.
    nonisolated(unsafe) let context: OpaquePointer

    public convenience init() throws { try self.init(profiles: SRTPProfile.preference) }

    /// - Parameter profiles: SRTP profiles by OpenSSL's names, best first.
    init(profiles: String) throws {
        guard let key = sahut_p256_key() else { throw OpenSSLFailure("making a P-256 key") }
        defer { EVP_PKEY_free(key) }
        guard let certificate = X509_new() else { throw OpenSSLFailure("making a certificate") }
        defer { X509_free(certificate) }
        try Self.fill(certificate, key: key)
        guard let digest = Self.digest(of: certificate) else { throw OpenSSLFailure("hashing a certificate") }
        guard let context = SSL_CTX_new(DTLS_method()) else { throw OpenSSLFailure("making a DTLS context") }
        let ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305"
        guard sahut_restrict_context(context) == 1,
            SSL_CTX_set_cipher_list(context, ciphers) == 1,
            // This one answers 0 for success.
            SSL_CTX_set_tlsext_use_srtp(context, profiles) == 0,
            SSL_CTX_use_certificate(context, certificate) == 1,
            SSL_CTX_use_PrivateKey(context, key) == 1
        else {
            SSL_CTX_free(context)
            throw OpenSSLFailure("preparing a DTLS context")
        }
        self.context = context
        fingerprint = Fingerprint.text(digest)
    }

    deinit { SSL_CTX_free(context) }

    private static func fill(_ certificate: OpaquePointer, key: OpaquePointer) throws(OpenSSLFailure) {
        let serial = UInt64.random(in: 1...UInt64(Int64.max))
        guard X509_set_version(certificate, 2) == 1,
            ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1,
            // "No well-defined expiration date" (RFC 5280 section 4.1.2.5), so that no clock is needed.
            ASN1_TIME_set_string(X509_getm_notBefore(certificate), "20200101000000Z") == 1,
            ASN1_TIME_set_string(X509_getm_notAfter(certificate), "99991231235959Z") == 1,
            let name = X509_get_subject_name(certificate),
            X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, "sahut", -1, -1, 0) == 1,
            X509_set_issuer_name(certificate, name) == 1,
            X509_set_pubkey(certificate, key) == 1,
            X509_sign(certificate, key, EVP_sha256()) > 0
        else { throw OpenSSLFailure("signing a certificate") }
    }

    /// SHA-256 over the certificate's DER form.
    static func digest(of certificate: OpaquePointer) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        guard X509_digest(certificate, EVP_sha256(), &digest, &length) == 1, length == 32 else { return nil }
        return digest
    }
}

/// OpenSSL refused something that only fails for want of memory or a broken installation.
public struct OpenSSLFailure: Error, CustomStringConvertible {
    public let description: String

    init(_ operation: String) {
        var words = [CChar](repeating: 0, count: 256)
        ERR_error_string_n(ERR_get_error(), &words, words.count)
        let reason = String(decoding: words.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        description = "OpenSSL failed \(operation): \(reason)"
    }
}
