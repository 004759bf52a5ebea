import Kernel
import Testing

@testable import Pages

@Suite("Written time")
struct WrittenTimeTests {
    @Test(
        "a span is told in its two largest units",
        arguments: [
            (5, "5 dtk"), (80, "1 mnt 20 dtk"), (3_600, "1 jam 0 mnt"), (90_000, "1 hari 1 jam"), (-5, "0 dtk"),
        ])
    func spans(_ seconds: Int64, _ words: String) throws {
        let time = WrittenTime(.jakarta, try Catalogue(bundles: [.pages]), .id)
        #expect(time.span(.seconds(seconds)) == words)
    }

    @Test("a moment is told by the centre's clock")
    func moments() throws {
        let catalogue = try Catalogue(bundles: [.pages])
        // 2025-08-17T17:05:00Z is five past midnight of the eighteenth in Jakarta.
        let moment = Timestamp(seconds: 1_755_450_300)
        #expect(WrittenTime(.jakarta, catalogue, .id).moment(moment) == "18 Agt 2025 00.05")
        #expect(WrittenTime(.jakarta, catalogue, .en).moment(moment) == "18 Aug 2025 00.05")
    }
}
