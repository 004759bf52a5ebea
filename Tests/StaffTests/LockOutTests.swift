import Kernel
import Staff
import Testing

@Suite("Lock-out")
struct LockOutTests {
    private let start = Timestamp(seconds: 1_763_773_200)

    @Test("the first tries are free, then each delay is twice the one before, up to a limit")
    func grows() {
        var tries = LockOut()
        var now = start
        var delays: [Duration] = []
        for _ in 0..<14 {
            tries.begin(.account, at: now)
            let until = tries.lockedUntil(.account, at: now)
            delays.append(until.map { $0 - now } ?? .zero)
            now = until ?? now
        }
        let expected = [0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900, 900].map { Duration.seconds($0) }
        #expect(delays == expected)
    }

    @Test("the next try is taken from the very moment that the delay ends")
    func ends() {
        var tries = LockOut()
        for _ in 0..<5 { tries.begin(.account, at: start) }
        #expect(tries.lockedUntil(.account, at: start + .milliseconds(14_999)) == start + .seconds(15))
        #expect(tries.lockedUntil(.account, at: start + .seconds(15)) == nil)
    }

    @Test("tries are forgotten after a quiet day")
    func forgotten() {
        var tries = LockOut(tries: 40, lastAt: start)
        tries.begin(.account, at: start + .seconds(24 * 3_600))
        #expect(tries.tries == 1)
    }
}
