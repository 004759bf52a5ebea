import COpenSSL
import COpenSSLShims

/// One OpenSSL session between two memory BIOs: datagrams in, records out, no socket and no timer.
final class DTLSConnection {
    enum Role { case server, client }

    enum Progress {
        case handshaking, established
        /// The other side said close_notify.
        case closed
        case failed
    }

    /// Records never make a datagram larger than this: fits every path that WebRTC meets, tunnels included.
    static let largestDatagram = 1200

    private let session: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    private(set) var progress = Progress.handshaking

    /// Nil when OpenSSL has no memory.
    init?(_ identity: DTLSIdentity, role: Role) {
        guard let session = SSL_new(identity.context) else { return nil }
        guard let incoming = BIO_new(BIO_s_mem()) else {
            SSL_free(session)
            return nil
        }
        guard let outgoing = BIO_new(BIO_s_mem()) else {
            BIO_free(incoming)
            SSL_free(session)
            return nil
        }
        // From here on the session owns both BIOs.
        SSL_set_bio(session, incoming, outgoing)
        sahut_set_mtu(session, Self.largestDatagram)
        sahut_quiet_timer(session)
        if role == .server { SSL_set_accept_state(session) } else { SSL_set_connect_state(session) }
        (self.session, self.incoming, self.outgoing) = (session, incoming, outgoing)
    }

    deinit { SSL_free(session) }

    /// Sends the client's first flight; a server has nothing to say yet.
    func start() { handshake() }

    /// Takes one datagram. A memory BIO does not keep datagrams apart, so what OpenSSL left of the last one is dropped.
    func take(_ datagram: UnsafeRawBufferPointer) {
        guard progress == .handshaking || progress == .established, !datagram.isEmpty else { return }
        sahut_empty(incoming)
        guard BIO_write(incoming, datagram.baseAddress, Int32(datagram.count)) == Int32(datagram.count) else { return }
        if progress == .handshaking { handshake() }
        if progress == .established { readRest() }
    }

    /// The records that OpenSSL wrote since the last call, one behind the other.
    func takeRecords() -> [UInt8] {
        let waiting = BIO_ctrl_pending(outgoing)
        guard waiting > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: waiting) { buffer, count in
            count = max(0, Int(BIO_read(outgoing, buffer.baseAddress, Int32(waiting))))
        }
    }

    /// Writes close_notify; nothing before the handshake is through.
    func shutDown() {
        guard progress == .established else { return }
        ERR_clear_error()
        SSL_shutdown(session)
        progress = .closed
    }

    /// SHA-256 of the certificate that the other side showed.
    var peerFingerprint: [UInt8]? {
        guard let certificate = SSL_get1_peer_certificate(session) else { return nil }
        defer { X509_free(certificate) }
        return DTLSIdentity.digest(of: certificate)
    }

    /// The SRTP profile both sides agreed on, by its registered number (RFC 5764 section 4.1.2).
    var profileNumber: UInt? { SSL_get_selected_srtp_profile(session)?.pointee.id }

    /// Keying material of RFC 5764 section 4.2; nil before the handshake is through.
    func exportKeys(length: Int) -> [UInt8]? {
        let label = "EXTRACTOR-dtls_srtp"
        var material = [UInt8](repeating: 0, count: length)
        let made = SSL_export_keying_material(session, &material, length, label, label.utf8.count, nil, 0, 0)
        return made == 1 ? material : nil
    }

    private func handshake() {
        ERR_clear_error()
        let result = SSL_do_handshake(session)
        progress = result == 1 ? .established : outcome(of: result, otherwise: .handshaking)
    }

    /// Alerts and repeated flights arrive in the established session; what a data channel says is read and dropped.
    private func readRest() {
        withUnsafeTemporaryAllocation(byteCount: 2048, alignment: 16) { buffer in
            for _ in 0..<16 {
                ERR_clear_error()
                let result = SSL_read(session, buffer.baseAddress, Int32(buffer.count))
                guard result <= 0 else { continue }
                progress = outcome(of: result, otherwise: .established)
                return
            }
        }
    }

    private func outcome(of result: Int32, otherwise waiting: Progress) -> Progress {
        switch SSL_get_error(session, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: waiting
        case SSL_ERROR_ZERO_RETURN: .closed
        default: .failed
        }
    }
}
