import Foundation
import Kernel
import Testing

@testable import Voice

@Suite("Control frames")
struct ControlFrameTests {
    @Test("a command has a stable JSON form, and what is nil is left out")
    func stableForm() throws {
        let leg = try #require(LegID("0198c0de-0000-7000-8000-000000000001"))
        let terms = RTPTerms(remote: MediaAddress(host: "127.0.0.1", port: 4_000), telephoneEventPayload: 101)
        let bytes = try ControlFrame.bytes(
            AskedFrame(id: 7, command: .openRTPLeg(leg: leg, terms: terms, localPort: nil)))
        let expected =
            #"{"command":{"openRTPLeg":{"leg":"0198c0de-0000-7000-8000-000000000001","terms":{"codec":"pcma","#
            + #""direction":"sendReceive","remote":{"host":"127.0.0.1","port":4000},"#
            + #""telephoneEventPayload":101}}},"id":7}"#
        #expect(String(decoding: bytes.dropFirst(4), as: UTF8.self) == expected)
        #expect(bytes.prefix(4).elementsEqual([0, 0, 0, UInt8(expected.utf8.count)]))
    }
}
