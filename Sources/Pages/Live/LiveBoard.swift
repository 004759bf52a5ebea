import Synchronization

/// What a live page shows now, by the names of its parts, for any number of open pages.
///
/// A page that comes, or comes back, first gets every part anew and then what changes. A page that reads slowly skips
/// what is out of date: it holds at most one version of each part, so nothing grows.
public final class LiveBoard: Sendable {
    private struct State {
        var parts: [String: String] = [:]
        var order: [String] = []
        var pages: [Int: Page] = [:]
        var nextPage = 0
    }

    private struct Page {
        var waiting: Set<String>
        let wake: AsyncStream<Void>.Continuation
    }

    private let state = Mutex(State())

    public init() {}

    /// How many pages watch. Nothing need be drawn while none does.
    public var pages: Int { state.withLock { $0.pages.count } }

    /// Shows a part; the same as before wakes nobody.
    public func show(_ name: String, _ html: String) {
        let woken = state.withLock { state -> [AsyncStream<Void>.Continuation] in
            guard state.parts[name] != html else { return [] }
            if state.parts.updateValue(html, forKey: name) == nil { state.order.append(name) }
            for key in state.pages.keys { state.pages[key]?.waiting.insert(name) }
            return state.pages.values.map(\.wake)
        }
        for wake in woken { wake.yield() }
    }

    /// Every part now, then each change, until the page is gone.
    ///
    /// - Parameter whenGone: is told when it is.
    public func events(whenGone: @escaping @Sendable () -> Void = {}) -> AsyncStream<LiveEvent> {
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let key = state.withLock { state in
            state.nextPage += 1
            state.pages[state.nextPage] = Page(waiting: Set(state.parts.keys), wake: wake)
            return state.nextPage
        }
        wake.yield()
        let seat = Seat { [weak self] in
            self?.leave(key)
            whenGone()
        }
        return AsyncStream(unfolding: { [weak self] in
            _ = seat
            while !Task.isCancelled {
                if let event = self?.take(key) { return event }
                var iterator = wakes.makeAsyncIterator()
                guard await iterator.next() != nil else { return nil }
            }
            return nil
        })
    }

    private func take(_ key: Int) -> LiveEvent? {
        state.withLock { state in
            guard let waiting = state.pages[key]?.waiting, let name = state.order.first(where: waiting.contains),
                let html = state.parts[name]
            else { return nil }
            state.pages[key]?.waiting.remove(name)
            return LiveEvent(name: name, data: html)
        }
    }

    private func leave(_ key: Int) {
        let page = state.withLock { $0.pages.removeValue(forKey: key) }
        page?.wake.finish()
    }
}

/// Leaves when the stream that holds it is let go.
private final class Seat: Sendable {
    private let leave: @Sendable () -> Void

    init(_ leave: @escaping @Sendable () -> Void) { self.leave = leave }

    deinit { leave() }
}
