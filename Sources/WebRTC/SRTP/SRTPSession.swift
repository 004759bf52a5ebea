import COpenSSL
import CSRTP

/// One direction of protected media (RFC 3711) under one master key.
final class SRTPSession {
    enum Direction { case inbound, outbound }

    /// An authenticated but mad browser could otherwise have a replay window for every SSRC there is.
    private static let mostSources = 32

    /// libsrtp's start, once in a process.
    private static let isReady = srtp_init() == srtp_err_status_ok

    private let context: srtp_t
    private let profile: SRTPProfile
    private var sources: [UInt32] = []

    /// Nil when libsrtp refuses: wrong lengths, or no memory. Its own copy of the master key is wiped.
    init?(_ profile: SRTPProfile, key: ArraySlice<UInt8>, salt: ArraySlice<UInt8>, _ direction: Direction) {
        guard Self.isReady, key.count == SRTPProfile.keyLength, salt.count == profile.saltLength else { return nil }
        var policy = srtp_policy_t()
        profile.apply(to: &policy)
        policy.ssrc.type = direction == .inbound ? ssrc_any_inbound : ssrc_any_outbound
        policy.window_size = 1024
        var secret = Array(key + salt)
        var context: srtp_t?
        let status = secret.withUnsafeMutableBufferPointer { secret in
            policy.key = secret.baseAddress
            defer { OPENSSL_cleanse(secret.baseAddress, secret.count) }
            return srtp_create(&context, &policy)
        }
        guard status == srtp_err_status_ok, let context else { return nil }
        self.context = context
        self.profile = profile
    }

    deinit { srtp_dealloc(context) }

    /// The length after protection, in place; nil when it is no RTP packet or the tag would not fit in the buffer.
    func protect(_ packet: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        guard length >= 12, length + profile.tagLength <= packet.count else { return nil }
        return run(srtp_protect, packet, length)
    }

    /// As `protect`, for RTCP, which grows by an index of four bytes more.
    func protectRTCP(_ packet: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        guard length >= 8, length + profile.tagLength + 4 <= packet.count else { return nil }
        return run(srtp_protect_rtcp, packet, length)
    }

    /// The length after decryption, in place; nil for a packet that is forged, repeated, or from one source too many.
    func unprotect(_ packet: UnsafeMutableRawBufferPointer) -> Int? {
        guard packet.count >= 12 + profile.tagLength else { return nil }
        return admit(UnsafeRawBufferPointer(packet).word32(8)) { run(srtp_unprotect, packet, packet.count) }
    }

    /// As `unprotect`, for RTCP.
    func unprotectRTCP(_ packet: UnsafeMutableRawBufferPointer) -> Int? {
        guard packet.count >= 8 + 4 + profile.tagLength else { return nil }
        return admit(UnsafeRawBufferPointer(packet).word32(4)) { run(srtp_unprotect_rtcp, packet, packet.count) }
    }

    private func run(
        _ operation: (srtp_t?, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int32>?) -> srtp_err_status_t,
        _ packet: UnsafeMutableRawBufferPointer, _ length: Int
    ) -> Int? {
        var length = Int32(length)
        return operation(context, packet.baseAddress, &length) == srtp_err_status_ok ? Int(length) : nil
    }

    /// A source is counted once its first packet has proved to be the peer's.
    private func admit(_ source: UInt32, _ unprotect: () -> Int?) -> Int? {
        let isKnown = sources.contains(source)
        guard isKnown || sources.count < Self.mostSources, let length = unprotect() else { return nil }
        if !isKnown { sources.append(source) }
        return length
    }
}
