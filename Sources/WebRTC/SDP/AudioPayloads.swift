/// The payload types of an audio line that this transport can carry.
struct AudioPayloads {
    let codec: Codec?
    let telephoneEvent: UInt8?

    /// - Parameter mediaLine: the words of `m=audio 9 UDP/TLS/RTP/SAVPF 111 8 0 126`.
    init(
        mediaLine words: [Substring], attributes: some Sequence<SDPAttributes.Attribute>
    ) throws(WebRTCRefusal) {
        // Port 0 is a line that the other side has switched off (RFC 3264 section 5.1).
        guard words.count >= 4, words[0] == "audio", let port = UInt16(words[1]), port != 0 else {
            throw WebRTCRefusal(.noAudio)
        }
        guard words[2] == "UDP/TLS/RTP/SAVPF" || words[2] == "UDP/TLS/RTP/SAVP" else {
            throw WebRTCRefusal(.notSecureRTP)
        }
        // Types that RFC 3551 assigns need no rtpmap.
        var names: [UInt8: String] = [0: "pcmu/8000", 8: "pcma/8000"]
        for (name, value) in attributes where name == "rtpmap" {
            let map = value.split(separator: " ")
            guard map.count == 2, let type = UInt8(map[0]), type < 128 else { throw WebRTCRefusal(.notSDP) }
            names[type] = map[1].lowercased()
        }
        let offered = words.dropFirst(3).compactMap { UInt8($0) }
        func type(_ encoding: String) -> UInt8? {
            offered.first { names[$0] == encoding || names[$0] == encoding + "/1" }
        }
        codec =
            type("pcma/8000").map { Codec(.pcma, payloadType: $0) }
            ?? type("pcmu/8000").map { Codec(.pcmu, payloadType: $0) }
        telephoneEvent = type("telephone-event/8000")
    }
}
