public import Kernel
public import Pages

extension Path {
    public static let desk: Path = "/desk"
    static let deskLive: Path = "/desk/live"
    static let deskHolds: Path = "/desk/holds"
    static let deskResumptions: Path = "/desk/resumptions"
    public static let floor: Path = "/floor"
    static let floorLive: Path = "/floor/live"
    public static let prompts: Path = "/prompts"
    /// The record of a contact of one's own.
    public static func wrapUp(_ contact: ContactID) -> Path { "/desk/wrap-ups/\(contact)" }
    static func promptSound(_ name: PromptName) -> Path { "/prompts/\(name.text)/sound" }
    static func promptReplacements(_ name: PromptName) -> Path { "/prompts/\(name.text)/replacements" }
    static func promptRestorations(_ name: PromptName) -> Path { "/prompts/\(name.text)/restorations" }
}
