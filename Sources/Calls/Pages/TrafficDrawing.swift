import Kernel
import Pages

/// The last two hours of a queue: bars upwards for callers who came, downwards for those of them who gave up.
struct TrafficDrawing {
    let steps: [QueueTraffic.Step]
    let time: ShownTime

    /// In units of the drawing: one bar with its gap, and the height for those who came.
    private static let (bar, gap, height, depth) = (4, 1, 22, 8)

    private var words: Words { time.words }
    private var offered: Int { steps.reduce(0) { $0 + $1.offered } }
    private var abandoned: Int { steps.reduce(0) { $0 + $1.abandoned } }
    /// Few callers make low bars: a quiet night shall not look like a storm.
    private var tallest: Int { max(6, steps.map(\.offered).max() ?? 0) }

    /// Beside the queue's figures: the picture, and the same in words.
    var model: [String: Any] {
        let width = QueueTraffic.steps * (Self.bar + Self.gap) - Self.gap
        return [
            "box": "0 0 \(width) \(Self.height + 1 + Self.depth)", "width": width, "base": Self.height,
            "bars": steps.enumerated().flatMap { index, step in bars(step, index) }, "said": said,
            "most": words("floor.traffic.most", ["count": time.count(steps.map(\.offered).max() ?? 0)]),
            "lost": orNothing(
                abandoned > 0 ? words("floor.traffic.abandoned", ["count": time.count(abandoned)]) : nil),
        ]
    }

    private func bars(_ step: QueueTraffic.Step, _ index: Int) -> [[String: Any]] {
        let left = index * (Self.bar + Self.gap)
        let up = Self.length(step.offered, of: tallest, within: Self.height)
        let down = Self.length(step.abandoned, of: tallest, within: Self.depth)
        var bars: [[String: Any]] = []
        if up > 0 {
            bars.append(["kind": "offered", "x": left, "y": Self.height - up, "width": Self.bar, "height": up])
        }
        if down > 0 {
            bars.append(["kind": "abandoned", "x": left, "y": Self.height + 1, "width": Self.bar, "height": down])
        }
        return bars
    }

    /// What is there is seen, be it ever so little.
    private static func length(_ count: Int, of most: Int, within room: Int) -> Int {
        count == 0 ? 0 : max(2, min(room, (count * room + most / 2) / most))
    }

    private var said: String {
        guard let peak = steps.max(by: { $0.offered < $1.offered }), peak.offered > 0 else {
            return words("floor.traffic.none")
        }
        let arguments = [
            "offered": time.count(offered), "abandoned": time.count(abandoned), "peak": time.count(peak.offered),
            "at": time.moment(peak.from),
        ]
        return words("floor.traffic.said", arguments)
    }

    /// The same figures to read and to copy, the newest first.
    var table: [String: Any] {
        var model = self.model
        model["steps"] = steps.reversed().map { step in
            [
                "from": time.moment(step.from), "offered": time.count(step.offered),
                "abandoned": time.count(step.abandoned), "some": step.abandoned > 0,
            ]
        }
        model["offered"] = time.count(offered)
        model["abandoned"] = time.count(abandoned)
        return model
    }
}
