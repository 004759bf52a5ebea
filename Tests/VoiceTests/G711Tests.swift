import Testing

@testable import Voice

@Suite("G.711")
struct G711Tests {
    @Test("every byte survives a way through linear and back", arguments: [AudioCodec.pcma, .pcmu])
    func roundTrip(codec: AudioCodec) {
        let law = G711.law(of: codec)
        for byte in UInt8.min ... .max {
            let sample = law.linear[Int(byte)]
            // Mu-law has two zeros.
            #expect(law.byte(sample) == byte || sample == 0)
            #expect(sample != JitterBuffer.hole)
        }
    }

    @Test("known values of the tables")
    func knownValues() {
        #expect(G711.aLaw.linear[0xD5] == 8)
        #expect(G711.aLaw.linear[0xAA] == 32_256)
        #expect(G711.aLaw.linear[0x2A] == -32_256)
        #expect(G711.muLaw.linear[0xFF] == 0)
        #expect(G711.muLaw.linear[0x80] == 32_124)
        #expect(G711.muLaw.linear[0x00] == -32_124)
        #expect(G711.aLaw.silence == 0xD5)
        #expect(G711.muLaw.silence == 0xFF)
    }

    @Test("the error of a sample is at most that of its step", arguments: [AudioCodec.pcma, .pcmu])
    func error(codec: AudioCodec) {
        let law = G711.law(of: codec)
        for sample in stride(from: -32_000, through: 32_000, by: 7) {
            let back = Int(law.linear[Int(law.byte(Int16(sample)))])
            #expect(abs(back - sample) <= max(16, abs(sample) / 16), "\(sample) became \(back)")
        }
    }
}
