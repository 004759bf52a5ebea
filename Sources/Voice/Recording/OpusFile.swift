import COpus

/// Turns two channels of 8 kHz into Ogg Opus (RFC 7845).
///
/// The encoder is libopus itself at 8 kHz; libopusenc would first bring everything to 48 kHz, which costs four times
/// as much. Its low-delay mode is the cheapest, and from 40 kbit/s on keeps the two channels apart (at 24 kbit/s one is
/// heard in the other at -16 dB; the speech mode folds them together below 32).
final class OpusFile {
    struct Refusal: Error, Equatable, Sendable { var code: Int32 }

    static let frame = 160
    private static let channels: Int32 = 2
    /// Ogg Opus counts time at 48 kHz, whatever the input (RFC 7845 §4).
    private static let granulesPerSample: UInt64 = 6
    private static let framesPerPage = 50
    private static let longestPacket = 1_276

    private let encoder: OpaquePointer
    private var stream: OggStream
    private let preSkip: UInt64
    private var framesWritten: UInt64 = 0

    init(bitrate: Int, serial: UInt32) throws(Refusal) {
        var code: Int32 = 0
        guard
            let encoder = opus_encoder_create(8_000, Self.channels, OPUS_APPLICATION_RESTRICTED_LOWDELAY, &code),
            code == OPUS_OK
        else { throw Refusal(code: code) }
        self.encoder = encoder
        var lookahead: opus_int32 = 0
        for code in [
            sahut_opus_set_bitrate(encoder, opus_int32(bitrate)), sahut_opus_set_complexity(encoder, 0),
            sahut_opus_get_lookahead(encoder, &lookahead),
        ] where code != OPUS_OK {
            opus_encoder_destroy(encoder)
            throw Refusal(code: code)
        }
        preSkip = UInt64(lookahead) * Self.granulesPerSample
        stream = OggStream(serial: serial)
        addHeaders()
    }

    deinit { opus_encoder_destroy(encoder) }

    /// Encodes 160 pairs of left and right.
    func add(_ pairs: UnsafePointer<Int16>) throws(Refusal) {
        var packet = [UInt8](repeating: 0, count: Self.longestPacket)
        let length = packet.withUnsafeMutableBufferPointer {
            opus_encode(encoder, pairs, Int32(Self.frame), $0.baseAddress!, Int32($0.count))
        }
        guard length > 0 else { throw Refusal(code: length) }
        framesWritten += 1
        let granule = framesWritten * UInt64(Self.frame) * Self.granulesPerSample
        stream.add(packet.prefix(Int(length)), granule: granule)
        if framesWritten % UInt64(Self.framesPerPage) == 0 { stream.closePage() }
    }

    /// Pushes out what the encoder still holds back, and marks the true end.
    func finish(samples: Int) throws(Refusal) {
        let silence = [Int16](repeating: 0, count: Self.frame * Int(Self.channels))
        let end = UInt64(samples) * Self.granulesPerSample + preSkip
        while framesWritten * UInt64(Self.frame) * Self.granulesPerSample < end { try add(silence) }
        // Earlier than the last packet's end: players trim there (RFC 7845 §4.4).
        stream.trim(to: end)
        stream.closePage(isLast: true)
    }

    func takeOutput() -> [UInt8] { stream.takeOutput() }

    private func addHeaders() {
        var head = Array("OpusHead".utf8) + [1, UInt8(Self.channels)]
        head.appendLittle(UInt16(preSkip))
        head.appendLittle(UInt32(8_000))
        head.appendLittle(UInt16(0))
        head.append(0)
        stream.add(head, granule: 0)
        stream.closePage()
        var tags = Array("OpusTags".utf8)
        for text in ["sahut", "CHANNELS=caller, agents"] {
            tags.appendLittle(UInt32(text.utf8.count))
            tags += text.utf8
            if text == "sahut" { tags.appendLittle(UInt32(1)) }
        }
        stream.add(tags, granule: 0)
        stream.closePage()
    }
}
