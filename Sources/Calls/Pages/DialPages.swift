import Hummingbird
public import Kernel
import Pages

/// Why a number is not rung by somebody at a moment; nil when it may be. Who is rung and who is not is the matter of
/// those who ring for a purpose, and holds for calls by hand too.
public typealias DialRule = @Sendable (PhoneNumber, PersonID, Timestamp) async throws -> DeskRefusal?

/// Calls that agents place by hand, for a reason that they type, and the key for machines that answer.
///
/// Calls that have a purpose in the house (a confirmation, a reminder) are placed from its own pages.
struct DialPages: PageGroup {
    let floor: Floor
    let clock: any WallClock
    let mayRing: DialRule

    /// Characters of a reason: one line on the desk.
    static let longestReason = 120

    func add(to router: Router<PageContext>) {
        router.post("/desk/dials", use: dial)
        router.post("/desk/machines", use: machine)
    }

    @Sendable private func dial(_ request: Request, _ context: PageContext) async throws -> Response {
        let person = try context.require(.outboundWork)
        let form = try await Form.read(request, context)
        guard let number = form["number"].flatMap({ PhoneNumber($0) }) else {
            return try wrong("desk.dial.number-wrong", request, context)
        }
        guard let reason = form["reason"], reason.count <= Self.longestReason else {
            return try wrong("desk.dial.reason-wrong", request, context)
        }
        var random = SystemRandomNumberGenerator()
        let id = WorkID(at: clock.now(), random: &random)
        let purpose = DialPurpose(kind: DialPurpose.byHand, id: "\(id)", title: reason)
        let refusal = try await mayRing(number, person.id, clock.now())
        return try await DeskAnswer.to(request, context) { () throws(DeskRefusal) in
            if let refusal { throw refusal }
            try await floor.dial(OutboundCall(id: id, to: number, purpose: purpose), by: person.id)
        }
    }

    @Sendable private func machine(_ request: Request, _ context: PageContext) async throws -> Response {
        let person = try context.require(.desk)
        _ = try await Form.read(request, context)
        return try await DeskAnswer.to(request, context) { () throws(DeskRefusal) in
            try await floor.act(person.id, .machine)
        }
    }

    private func wrong(_ key: String, _ request: Request, _ context: PageContext) throws -> Response {
        guard request.isFromScript else { return .redirect(to: .desk, notice: key, kind: .warning) }
        return try .json(DeskAnswer(message: context.text(key)), status: .unprocessableContent)
    }
}
