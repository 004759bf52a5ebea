import CLinuxCalls
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

/// Starts a detached thread of the operating system, outside of the cooperative pool.
func spawnThread(_ name: String, _ run: @escaping @Sendable () -> Void) {
    let body = Unmanaged.passRetained(ThreadBody(name, run)).toOpaque()
    var thread = pthread_t()
    let result = pthread_create(
        &thread, nil,
        { raw in
            let body = Unmanaged<ThreadBody>.fromOpaque(raw!).takeRetainedValue()
            _ = sahut_pthread_setname(pthread_self(), String(body.name.prefix(15)))
            body.run()
            return nil
        }, body)
    precondition(result == 0, "the machine gives no more threads")
    pthread_detach(thread)
}
