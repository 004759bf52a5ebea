import Kernel
import Testing

@Suite("How far apart words are")
struct EditDistanceTests {
    @Test(
        "letters changed, left out and added count one each; exchanged ones two",
        arguments: [
            ("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("budi", "budi", 0), ("budi", "bdui", 2),
            ("web.port", "web.prot", 2), ("voice", "vioce", 2), ("a", "b", 1),
        ])
    func plain(one: String, other: String, distance: Int) {
        #expect(EditDistance.between(one, other) == distance)
        #expect(EditDistance.between(other, one) == distance)
    }

    @Test(
        "letters that changed places count one, and beyond the limit there is no answer",
        arguments: [
            ("budi", "bdui", 1, Int?.some(1)), ("sitti", "siti", 1, 1), ("sitti", "budi", 2, nil),
            ("suharto", "soeharto", 1, nil), ("suharto", "soeharto", 2, 2), ("", "ab", 1, nil), ("", "", 0, 0),
        ])
    func limited(one: String, other: String, limit: Int, distance: Int?) {
        #expect(EditDistance.between(Array(one.utf8), Array(other.utf8), atMost: limit) == distance)
    }
}
