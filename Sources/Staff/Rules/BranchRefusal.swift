/// Why the register of branches does not do what was asked.
public enum BranchRefusal: Error, Hashable, Sendable {
    case notFound
    /// Another branch has the code, or had it before.
    case codeTaken
    case nameTaken
    /// Other branches serve these; they give them up only when that is said.
    case servedByOthers([RegencyCode: BranchName])
    /// Somebody changed it since the page was shown.
    case changedMeanwhile
}
