import Kernel
import Testing

@testable import Members

@Suite("What a change does to coverage")
struct CoverageTurnTests {
    struct Story: Sendable, CustomTestStringConvertible {
        let why: String
        let told: [CoverageSpan]
        let turn: CoverageTurn
        let after: [CoverageSpan]
        var testDescription: String { why }
    }

    private static func span(
        _ from: String, _ until: String? = nil, _ segment: Segment = .selfPaying, _ careClass: CareClass = .second
    ) -> CoverageSpan {
        CoverageSpan(from: theDay(from), until: until.map(theDay), segment: segment, careClass: careClass)
    }

    private static let december = theDay("2026-12-01")
    private static let toThird = CoverageTurn.careClass(.third, from: december, nothingPaid: false)
    private static let toThirdUnpaid = CoverageTurn.careClass(.third, from: december, nothingPaid: true)
    private static let begin = CoverageTurn.begin(
        span("2026-12-07", nil, .selfPaying, .third), formerUntil: theDay("2026-11-10"))

    static let stories = [
        Story(
            why: "a class ends the day before the other begins", told: [span("2025-01-01")], turn: toThird,
            after: [span("2025-01-01", "2026-11-30"), span("2026-12-01", nil, .selfPaying, .third)]),
        Story(
            why: "what is to begin later begins in the new class", told: [span("2027-01-01")], turn: toThird,
            after: [span("2027-01-01", nil, .selfPaying, .third)]),
        Story(
            why: "what is over stays as it was", told: [span("2024-01-01", "2026-11-30")], turn: toThird,
            after: [span("2024-01-01", "2026-11-30")]),
        Story(
            why: "a class that an employer pays for is not his to change", told: [span("2025-01-01", nil, .employed)],
            turn: toThird, after: [span("2025-01-01", nil, .employed)]),
        Story(
            why: "before the first payment the old class never was", told: [span("2026-11-24")], turn: toThirdUnpaid,
            after: [span("2026-11-24", nil, .selfPaying, .third)]),
        Story(why: "nobody told: nothing is made up", told: [], turn: toThird, after: []),
        Story(
            why: "an end cuts what goes on and what was to come",
            told: [span("2025-01-01", "2026-12-31"), span("2027-01-01")], turn: .end(on: theDay("2026-11-20")),
            after: [span("2025-01-01", "2026-11-20")]),
        Story(
            why: "an end before the begin leaves nothing", told: [span("2026-12-07")],
            turn: .end(on: theDay("2026-11-20")), after: []),
        Story(why: "nothing told, nothing ended", told: [], turn: .end(on: december), after: []),
        Story(
            why: "the employer paid until the work ended", told: [span("2020-01-01", nil, .employed, .first)],
            turn: begin,
            after: [
                span("2020-01-01", "2026-11-10", .employed, .first), span("2026-12-07", nil, .selfPaying, .third),
            ]),
        Story(
            why: "a newcomer's own coverage is known", told: [], turn: begin,
            after: [span("2026-12-07", nil, .selfPaying, .third)]),
    ]

    @Test("each turn, and the same again", arguments: stories)
    func turned(_ story: Story) {
        let after = story.told.turned(story.turn)
        #expect(after == story.after)
        #expect(after.turned(story.turn) == after, "twice is once")
    }
}
