public import Database
import Kernel

extension ChangeFact.Began: Fact {}
extension ChangeFact.Edited: Fact {}
extension ChangeFact.Submitted: Fact {}
extension ChangeFact.RegistryHeard: Fact {}
extension ChangeFact.Queued: Fact {}
extension ChangeFact.Taken: Fact {}
extension ChangeFact.Released: Fact {}
extension ChangeFact.ApprovedOnce: Fact {}
extension ChangeFact.Approved: Fact {}
extension ChangeFact.Returned: Fact {}
extension ChangeFact.SentToBranch: Fact {}
extension ChangeFact.Closed: Fact {}
extension ChangeFact.Withdrawn: Fact {}
extension ChangeFact.Lapsed: Fact {}
extension ChangeFact.RingBackPlanned: Fact {}
extension ChangeFact.RungBack: Fact {}
extension ChangeFact.AccountsIssued: Fact {}
extension IdentityCheck.Checked: Fact {}

extension ChangeFact {
    /// What the journal keeps of it.
    var payload: any Fact {
        switch self {
        case .began(let fact): fact
        case .edited(let fact): fact
        case .submitted(let fact): fact
        case .registryHeard(let fact): fact
        case .queued(let fact): fact
        case .taken(let fact): fact
        case .released(let fact): fact
        case .approvedOnce(let fact): fact
        case .approved(let fact): fact
        case .returned(let fact): fact
        case .sentToBranch(let fact): fact
        case .closed(let fact): fact
        case .withdrawn(let fact): fact
        case .lapsed(let fact): fact
        case .ringBackPlanned(let fact): fact
        case .rungBack(let fact): fact
        case .accountsIssued(let fact): fact
        }
    }
}
