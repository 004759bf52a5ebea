import CLinux
import Glibc

/// A body that crosses to its own thread exactly once.
private final class ThreadBody: Sendable {
    let name: String
    let run: @Sendable () -> Void

    init(_ name: String, _ run: @escaping @Sendable () -> Void) {
        self.name = name
        self.run = run
    }
}

/// A thread of the operating system, outside of the cooperative pool. Join it or detach it, once.
struct OwnThread: Sendable {
    private let handle: pthread_t

    init(_ name: String, _ run: @escaping @Sendable () -> Void) {
        let body = Unmanaged.passRetained(ThreadBody(name, run)).toOpaque()
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { raw in
                guard let raw else { return nil }
                let body = Unmanaged<ThreadBody>.fromOpaque(raw).takeRetainedValue()
                _ = sahut_pthread_setname(pthread_self(), String(body.name.prefix(15)))
                body.run()
                return nil
            }, body)
        precondition(result == 0, "the machine gives no more threads")
        handle = thread
    }

    func join() { pthread_join(handle, nil) }
    func detach() { pthread_detach(handle) }
}
