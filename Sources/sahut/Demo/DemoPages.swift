import Foundation
import Hummingbird
import Kernel
import Logging
import Pages
import Synchronization

/// The demo's start page: who to be, and a button that rings the centre. Only served by a demo.
struct DemoPages: PageGroup {
    let views: Views
    let configuration: SahutConfiguration
    private let callers = CallersOnTheLine()

    init(views: Views, configuration: SahutConfiguration) {
        self.views = views
        self.configuration = configuration
    }

    func add(to router: Router<PageContext>) {
        router.get("/demo", use: start)
        router.post("/demo/calls", use: ring)
    }

    @Sendable private func start(_ request: Request, _ context: PageContext) async throws -> Response {
        let people = DemoCentre.guests.map { guest -> [String: Any] in
            ["user": guest.userName, "name": guest.name, "role": context.text("role.\(guest.role.rawValue)")]
        }
        return try views.page(
            "demo-start", title: context.text("demo.title"),
            [
                "people": people, "password": DemoCentre.password,
                "address": "sip:165@\(configuration.sip.host):\(configuration.sip.port)",
            ], context)
    }

    @Sendable private func ring(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try await Pages.Form.read(request, context)
        guard let number = callers.join() else { throw PageRefusal.conflict("demo.busy") }
        let (configuration, callers, logger) = (configuration, callers, context.logger)
        Task {
            do {
                _ = try await DemoCall.ring(
                    configuration, from: "0810" + DemoMembers.padded(number, to: 8),
                    said: { logger.info("caller: \($0)") })
            } catch { logger.warning("the demo's caller failed", metadata: ["error": "\(error)"]) }
            callers.leave()
        }
        return .redirect(to: "/demo", notice: "demo.ringing", kind: .info)
    }
}

/// At most five at once; each rings from another family's number.
private final class CallersOnTheLine: Sendable {
    private let state = Mutex((on: 0, next: 0))

    func join() -> Int? {
        state.withLock { state in
            guard state.on < 5 else { return nil }
            state.on += 1
            state.next += 1
            return state.next
        }
    }

    func leave() { state.withLock { $0.on -= 1 } }
}
