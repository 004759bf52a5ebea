import Foundation
import Outbound
import Testing

@Suite("The room of outgoing calls")
struct OutboundRoomTests {
    @Test("its bundle carries the templates")
    func bundle() { #expect(OutboundRoom.bundle.url(forResource: "Templates", withExtension: nil) != nil) }
}
