public import Kernel

/// Something that happened on the floor, told to `RoutingEngine.handle(_:at:)`.
///
/// An event that asks for what is already so does nothing. An event that does not fit is answered by one
/// `RoutingEffect.refused` and changes nothing. So an event that arrives twice counts once.
public enum RoutingEvent: Hashable, Sendable, Codable {
    /// A queue is new, or served differently from now on. Offers and wrap-ups that have begun keep their limits.
    case queuePolicyChanged(QueuePolicy)

    /// The agent starts in AUX (`AuxReason.signedIn`). `reachable`: their phone is connected already.
    case agentSignedIn(AgentProfile, reachable: Bool)
    /// At once, except that a live item is finished and wrapped up first; signing out again ends that wrap-up.
    /// An offer goes back to the head of its queue.
    case agentSignedOut(PersonID)
    case agentProfileChanged(AgentProfile)
    /// Ends AUX, not-responding or wrap-up; takes back a pending AUX or sign-out when busy or offered.
    case agentReady(PersonID)
    /// At once, or after the work at hand.
    case agentAux(PersonID, AuxReason)
    /// The phone connection is lost. An offer goes back to the head of its queue; a live item stays.
    case agentUnreachable(PersonID)
    case agentReachable(PersonID)
    /// Somebody takes the agent's work away: an offered or live item goes back to the head of its queue, and
    /// a wrap-up ends.
    case agentReleased(PersonID)
    case wrapUpDone(PersonID, of: WorkID)
    /// Moves the limit; refused when the wrap-up has none.
    case wrapUpExtended(PersonID, of: WorkID, by: Duration)

    case itemQueued(WorkItem)
    /// The agent begins something of their own accord, such as a call that they place: nobody waited for it, and it
    /// is offered to nobody. Refused unless the agent has no work and a connected phone.
    case itemTaken(WorkItem, by: PersonID)
    /// A waiting, ringing or live item goes to another queue (or to other terms in its own), keeping its age. An
    /// agent who handled it wraps up.
    case itemMoved(WorkID, to: QueueName, skills: [SkillName: SkillLevel], priority: Int)
    /// The other party is gone, whether they waited, rang or talked.
    case itemLeft(WorkID, LeaveReason)
    /// The agent's handling ended in the ordinary way; they wrap up.
    case itemFinished(WorkID)
    /// Nobody was reached through the item that its agent took: there is nothing to wrap up.
    case itemUnreached(WorkID)

    case offerAccepted(OfferID, by: PersonID)
    case offerDeclined(OfferID, by: PersonID)

    /// The floor was away and is back (a restart): live offers ring anew for their whole limit, as nobody could
    /// answer meanwhile. Everything else that fell due happens now.
    case resumed
    /// `nextDeadline` has come.
    case tick
}
