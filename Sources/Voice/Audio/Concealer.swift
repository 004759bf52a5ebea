import CSpandsp

/// Makes up for lost samples from the pitch of what was said before, by spandsp; fades to silence within 50 ms.
final class Concealer {
    private let state: UnsafeMutablePointer<plc_state_t>
    private(set) var framesConcealed: UInt64 = 0

    init() {
        state = .allocate(capacity: 1)
        state.initialize(to: plc_state_t())
        plc_init(state)
    }

    deinit { state.deallocate() }

    /// Learns from whole frames and fills the holes of others, in place.
    func mend(_ samples: UnsafeMutablePointer<Int16>, count: Int, holes: Int) {
        if holes == 0 {
            plc_rx(state, samples, Int32(count))
            return
        }
        framesConcealed += 1
        var start = 0
        while start < count {
            let isHole = samples[start] == JitterBuffer.hole
            var end = start + 1
            while end < count, (samples[end] == JitterBuffer.hole) == isHole { end += 1 }
            if isHole {
                plc_fillin(state, samples + start, Int32(end - start))
            } else {
                plc_rx(state, samples + start, Int32(end - start))
            }
            start = end
        }
    }
}
