import CLinux
import Glibc
import Logging
import Synchronization

/// The beat of the engine: takes packets in every 10 ms and ticks the stage every 20 ms, on absolute moments of the
/// monotonic clock, so that neither load nor a step of the wall clock ever shifts it.
///
/// Unchecked: `stage` is touched by `run` alone, which is one thread.
final class AudioThread: @unchecked Sendable {
    private static let poll = Stage.tickNanoseconds / 2
    /// Later than this is heard by everyone.
    private static let alarmingLateness: UInt64 = 40_000_000
    /// Fewer lost ticks are caught up in a burst; more are left out.
    private static let mostTicksCaughtUp: UInt64 = 3

    private let stage: Stage
    private let exchange: Exchange
    private let logger: Logger
    private let stopping = Atomic<Bool>(false)
    private var replies: [(asker: Exchange.Asker, reply: VoiceReply)] = []
    private var lastAlarm: UInt64 = 0

    init(stage: sending Stage, exchange: Exchange, logger: Logger) {
        self.stage = stage
        self.exchange = exchange
        self.logger = logger
    }

    func stop() { stopping.store(true, ordering: .releasing) }

    func run() {
        askForPriority()
        var nextTick = monotonicNanoseconds() + Stage.tickNanoseconds
        var nextPoll = nextTick - Self.poll
        while !stopping.load(ordering: .acquiring) {
            sleep(until: nextPoll)
            let now = monotonicNanoseconds()
            stage.receive(at: now, untilPull: Int(nextTick - min(nextTick, now)) / 125_000)
            for (asker, order) in exchange.takeOrders() { replies.append((asker, stage.perform(order, at: now))) }
            if now >= nextTick {
                nextTick = afterTick(planned: nextTick, at: now)
            }
            exchange.tell(&replies, &stage.events)
            nextPoll += Self.poll
            if nextPoll + Stage.tickNanoseconds < nextTick || nextPoll > nextTick { nextPoll = nextTick }
        }
        stage.clear(at: monotonicNanoseconds())
        exchange.tell(&replies, &stage.events)
    }

    /// Ticks, and says when the next one is due.
    private func afterTick(planned: UInt64, at now: UInt64) -> UInt64 {
        stage.tick(at: now)
        let next = planned + Stage.tickNanoseconds
        let lateness = now - planned
        guard lateness > Self.alarmingLateness else { return next }
        if now - lastAlarm > 1_000_000_000 {
            lastAlarm = now
            stage.events.append(.alarm(.audioLate(milliseconds: Int(lateness / 1_000_000))))
        }
        let behind = lateness / Stage.tickNanoseconds
        return behind > Self.mostTicksCaughtUp ? next + behind * Stage.tickNanoseconds : next
    }

    private func sleep(until moment: UInt64) {
        var time = timespec(tv_sec: Int(moment / 1_000_000_000), tv_nsec: Int(moment % 1_000_000_000))
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }

    /// Before everything else on the machine if it may, else as near to it as it may.
    private func askForPriority() {
        var parameters = sched_param(sched_priority: 20)
        if sched_setscheduler(0, SCHED_FIFO, &parameters) == 0 { return }
        if setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, -15) == 0 { return }
        logger.notice("the audio thread runs at ordinary priority (CAP_SYS_NICE or LimitRTPRIO would help)")
    }
}
