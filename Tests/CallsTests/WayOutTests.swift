import Kernel
import SIP
import Testing

@testable import Calls

@Suite("The way out")
struct WayOutTests {
    private func wanted(_ form: WayOut.NumberForm, at host: String = "192.0.2.7") throws -> OutgoingInvitation {
        let way = WayOut(peer: Peer(.udp, host, 5_080), numbers: form)
        return way.invitation(
            to: try #require(PhoneNumber("081200009999")), from: try #require(PhoneNumber("0215550100")),
            at: "198.51.100.1", offer: .offer(AudioEndpoint(address: "198.51.100.1", port: 20_000)))
    }

    @Test(
        "writes both numbers as the trunk wants them",
        arguments: [
            (WayOut.NumberForm.international, "+6281200009999", "+62215550100"),
            (.digits, "6281200009999", "62215550100"), (.national, "081200009999", "0215550100"),
        ])
    func numbers(form: WayOut.NumberForm, number: String, from: String) throws {
        let wanted = try wanted(form)
        #expect(wanted.to == "sip:\(number)@192.0.2.7:5080")
        #expect(wanted.from == "sip:\(from)@198.51.100.1")
        #expect(wanted.headers == [HeaderField("P-Asserted-Identity", "<sip:\(from)@198.51.100.1>")])
    }

    @Test("puts an IPv6 address into brackets")
    func brackets() throws {
        #expect(try wanted(.digits, at: "2001:db8::7").to == "sip:6281200009999@[2001:db8::7]:5080")
    }
}
