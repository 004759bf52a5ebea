import Synchronization

/// Where the control thread and the audio thread leave things for each other, both ways bounded. The audio thread never
/// waits for the lock: when it is taken, it comes again 10 ms later.
final class Exchange: Sendable {
    /// Who asked: a connection and the number that it gave its command.
    struct Asker: Hashable, Sendable {
        var connection: UInt64
        var id: UInt64
    }

    struct Told: Sendable {
        var replies: [(asker: Asker, reply: VoiceReply)] = []
        var events: [VoiceEvent] = []
        var dropped = 0
    }

    private static let mostOrders = 4_096
    private static let mostEvents = 10_000

    /// Rings when something has been told.
    let bell: Bell
    private let orders = Mutex<[(asker: Asker, order: Order)]>([])
    private let told = Mutex(Told())

    init() throws(SystemCallFailure) { bell = try Bell() }

    // MARK: - The control thread's end

    /// False when the stage has too much to do.
    func order(_ order: Order, for asker: Asker) -> Bool {
        orders.withLock { orders in
            guard orders.count < Self.mostOrders else { return false }
            orders.append((asker, order))
            return true
        }
    }

    func takeTold() -> Told {
        told.withLock { told in
            defer { told = Told() }
            return told
        }
    }

    // MARK: - The audio thread's end

    func takeOrders() -> [(asker: Asker, order: Order)] {
        let taken = orders.withLockIfAvailable { orders -> [(asker: Asker, order: Order)] in
            guard !orders.isEmpty else { return [] }
            defer { orders = [] }
            return orders
        }
        return taken ?? []
    }

    /// Moves what there is over, unless the lock is taken: then it stays for the next time.
    func tell(_ replies: inout [(asker: Asker, reply: VoiceReply)], _ events: inout [VoiceEvent]) {
        guard !replies.isEmpty || !events.isEmpty else { return }
        let isDone: Void? = told.withLockIfAvailable { told in
            told.replies += replies
            Self.add(events, to: &told)
        }
        guard isDone != nil else { return }
        replies.removeAll(keepingCapacity: true)
        events.removeAll(keepingCapacity: true)
        bell.ring()
    }

    // MARK: - Other threads

    func tell(_ event: VoiceEvent) {
        told.withLock { Self.add([event], to: &$0) }
        bell.ring()
    }

    private static func add(_ events: [VoiceEvent], to told: inout Told) {
        let room = max(0, mostEvents - told.events.count)
        told.events += events.prefix(room)
        told.dropped += max(0, events.count - room)
    }
}
