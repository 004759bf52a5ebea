public import Kernel
public import Pages

extension Path {
    public static let desk: Path = "/desk"
    static let deskLive: Path = "/desk/live"
    static let deskHolds: Path = "/desk/holds"
    static let deskResumptions: Path = "/desk/resumptions"
    public static let floor: Path = "/floor"
    static let floorLive: Path = "/floor/live"
    /// One agent as a supervisor sees them.
    static func floorAgent(_ agent: PersonID) -> Path { "/floor/agents/\(agent)" }
    static func floorDismissals(_ agent: PersonID) -> Path { "/floor/agents/\(agent)/dismissals" }
    static func floorQueue(_ queue: String) -> Path { "/floor/queues/\(queue)" }
    public static let plan: Path = "/plan"
    static func planVersion(_ number: Int64) -> Path { "/plan/versions/\(number)" }
    public static let prompts: Path = "/prompts"
    /// The record of a contact of one's own.
    public static func wrapUp(_ contact: ContactID) -> Path { "/desk/wrap-ups/\(contact)" }
    static func promptSound(_ name: PromptName) -> Path { "/prompts/\(name.text)/sound" }
    static func promptReplacements(_ name: PromptName) -> Path { "/prompts/\(name.text)/replacements" }
    static func promptRestorations(_ name: PromptName) -> Path { "/prompts/\(name.text)/restorations" }
}
