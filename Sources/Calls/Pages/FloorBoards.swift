import Kernel
import Logging
import Members
import Pages
import Synchronization

/// The floor's live parts, drawn once for all who watch in the same language, at most once a second, and not at all
/// while nobody watches.
final class FloorBoards: Sendable {
    private let views: Views
    private let floor: Floor
    private let clock: any WallClock
    private let calendar: CentreCalendar
    private let partners: PartnerBoard?
    private let logger = Logger(label: "floor-pages")
    private let boards = Mutex<[Language: LiveBoard]>([:])

    init(views: Views, floor: Floor, clock: any WallClock, calendar: CentreCalendar, partners: PartnerBoard? = nil) {
        self.views = views
        self.floor = floor
        self.clock = clock
        self.calendar = calendar
        self.partners = partners
    }

    /// The board of a language, showing the floor as it is now.
    func board(_ words: Words) async throws -> LiveBoard {
        let (board, isNew) = boards.withLock { boards in
            if let board = boards[words.language] { return (board, false) }
            let board = LiveBoard()
            boards[words.language] = board
            return (board, true)
        }
        try draw(await floor.floorView(), try await partners(words), on: board, words)
        if isNew { Task { [weak self] in await self?.follow(board, words) } }
        return board
    }

    private func follow(_ board: LiveBoard, _ words: Words) async {
        await withTaskGroup { group in
            let (beats, beat) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            group.addTask { [floor] in
                for await _ in floor.floorChanges() { beat.yield() }
                beat.finish()
            }
            group.addTask {
                // Waiting turns into waiting too long without anything happening.
                while !Task.isCancelled, await Self.pause(.seconds(5)) { beat.yield() }
            }
            for await _ in beats {
                if board.pages > 0 { await drawNow(board, words) }
                guard await Self.pause(.seconds(1)) else { break }
            }
            group.cancelAll()
        }
    }

    private func drawNow(_ board: LiveBoard, _ words: Words) async {
        do { try draw(await floor.floorView(), try await partners(words), on: board, words) } catch {
            logger.error("the floor was not drawn", metadata: ["error": "\(error)"])
        }
    }

    private func partners(_ words: Words) async throws -> [[String: Any]] {
        let written = PartnerWords(calendar, words.catalogue, words.language)
        return try await partners?.models(written, at: clock.now()) ?? []
    }

    private func draw(
        _ view: FloorView, _ partners: [[String: Any]], on board: LiveBoard, _ words: Words
    ) throws {
        let time = ShownTime(now: clock.now(), isLive: true, calendar: calendar, words: words)
        let drawing = FloorDrawing(view: view, time: time, partners: partners)
        for part in FloorPart.allCases {
            board.show(part.rawValue, try views.fragment(part.template, drawing.model(part), words.language))
        }
    }

    /// False when the task was cancelled meanwhile.
    private static func pause(_ duration: Duration) async -> Bool {
        do { try await Task.sleep(for: duration) } catch { return false }
        return true
    }
}
