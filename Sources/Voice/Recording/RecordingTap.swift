import Kernel
import Synchronization

/// Where the audio thread leaves a room's sound for the writer: a ring with one thread at each end and no lock.
///
/// Unchecked: pairs between `taken` and `given` belong to the writer, all others to the audio thread; the two counters
/// hand them over (release, acquire).
final class RecordingTap: @unchecked Sendable {
    /// Two seconds; a power of two.
    static let capacity = 16_384

    let room: RoomID
    /// Relative to the recordings folder.
    let path: String
    private let pairs: UnsafeMutablePointer<Int16>
    private let given = Atomic<Int>(0)
    private let taken = Atomic<Int>(0)
    private let lost = Atomic<Int>(0)
    private let ended = Atomic<Bool>(false)

    init(room: RoomID, path: String) {
        self.room = room
        self.path = path
        pairs = .allocate(capacity: Self.capacity * 2)
    }

    deinit { pairs.deallocate() }

    // MARK: - The audio thread's end

    /// Leaves one frame; nil is silence. When the writer is two seconds behind, the frame is lost and counted.
    func push(left: UnsafePointer<Int16>?, right: UnsafePointer<Int16>?) {
        let start = given.load(ordering: .relaxed)
        guard start + JitterBuffer.frame - taken.load(ordering: .acquiring) <= Self.capacity else {
            lost.add(JitterBuffer.frame, ordering: .relaxed)
            return
        }
        for index in 0..<JitterBuffer.frame {
            let place = ((start + index) & (Self.capacity - 1)) * 2
            pairs[place] = left?[index] ?? 0
            pairs[place + 1] = right?[index] ?? 0
        }
        given.store(start + JitterBuffer.frame, ordering: .releasing)
    }

    /// The last frame has been pushed.
    func end() { ended.store(true, ordering: .releasing) }

    // MARK: - The writer's end

    var hasEnded: Bool { ended.load(ordering: .acquiring) }
    var lostPairs: Int { lost.load(ordering: .relaxed) }

    /// Hands what waits to `body`, in one or two pieces.
    func drain<Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
        let end = given.load(ordering: .acquiring)
        var start = taken.load(ordering: .relaxed)
        defer { taken.store(start, ordering: .releasing) }
        while start < end {
            let place = start & (Self.capacity - 1)
            let count = min(end - start, Self.capacity - place)
            try body(UnsafeRawBufferPointer(start: pairs + place * 2, count: count * 4))
            start += count
        }
    }
}
