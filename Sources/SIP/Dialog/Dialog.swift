import Kernel

/// One conversation of requests between two parties (RFC 3261 §12).
struct Dialog: Hashable, Sendable {
    let callID: String
    let localTag: String
    var remoteTag: String
    /// `"Centre" <sip:165@centre.example>`, without tag.
    var localParty: String
    var remoteParty: String
    var remoteTarget: String
    /// Next hop first, in angle brackets.
    var routeSet: [String] = []
    var localSequence: UInt32 = 0
    var remoteSequence: UInt32?
    /// Where the other side's messages come from.
    var peer: Peer
    /// The other side's addresses are private to its network: send to where it sends from.
    var isTranslated = false
    var remoteAllows: [String] = []

    /// A request within the dialog (RFC 3261 §12.2.1.1). ACK takes the number of its INVITE instead of a new one.
    mutating func request(_ method: Method, via: String) -> SIPMessage {
        localSequence &+= 1
        let first = routeSet.first.flatMap { DialogHop($0) }
        var message = SIPMessage(.request(method, uri: first?.isStrict == true ? first?.uriText ?? "" : remoteTarget))
        message.headers.reserveCapacity(16)
        message.add(.via, via)
        if first?.isStrict == true {
            for route in routeSet.dropFirst() { message.add(.route, route) }
            message.add(.route, "<\(remoteTarget)>")
        } else {
            for route in routeSet { message.add(.route, route) }
        }
        message.add(.from, "\(localParty);tag=\(localTag)")
        message.add(.to, remoteTag.isEmpty ? remoteParty : "\(remoteParty);tag=\(remoteTag)")
        message.add(.callID, callID)
        message.add(.cseq, "\(localSequence) \(method.text)")
        message.add(.maxForwards, "70")
        return message
    }

    /// Where a request within the dialog is sent.
    var nextHop: Peer { Dialog.hop(to: routeSet.first ?? remoteTarget, over: peer, isTranslated: isTranslated) }

    /// An address literal is gone to; a name is left to the peer that the call came by, since the engine asks no DNS.
    static func hop(to address: String, over peer: Peer, isTranslated: Bool) -> Peer {
        guard let hop = DialogHop(address), isAddressLiteral(hop.host) else { return peer }
        let transport = hop.transport ?? peer.transport
        // An open connection is used as long as it lasts.
        if transport == .tcp, peer.connection != nil, hop.host == peer.address || isTranslated { return peer }
        if hop.host == peer.address { return Peer(transport, hop.host, hop.port) }
        return isTranslated ? peer : Peer(transport, hop.host, hop.port)
    }
}

/// What of a Route or target decides where to send.
private struct DialogHop {
    var host: String
    var port: UInt16
    var transport: Transport?
    /// A router of RFC 2543, which wants its own address in the Request-URI.
    var isStrict: Bool
    var uriText: String

    init?(_ text: String) {
        do {
            let address = try NameAddress(text)
            guard !address.uri.host.isEmpty else { return nil }
            host = address.uri.host
            port = address.uri.port ?? 5060
            transport = address.uri.parameters["transport"].flatMap { Transport(rawValue: $0.lowercased()) }
            isStrict = address.uri.parameters["lr"] == nil
            uriText = address.uriText
        } catch { return nil }
    }
}

/// A call's dialog as our own requests and its requests name it. Both parts are ours or unguessable.
struct DialogKey: Hashable, Sendable {
    var callID: String
    var localTag: String
}

extension Dialog {
    var key: DialogKey { DialogKey(callID: callID, localTag: localTag) }

    /// The dialog that an invitation begins for the one who takes it (RFC 3261 §12.1.1).
    init(invitedBy request: SIPMessage, _ envelope: Envelope, localTag: String, from peer: Peer) throws(MessageFault) {
        let routes = try request.routes(.recordRoute)
        let contacts = try request.contacts
        self.init(
            callID: envelope.callID, localTag: localTag, remoteTag: envelope.from.tag ?? "",
            localParty: envelope.to.untagged, remoteParty: envelope.from.untagged,
            remoteTarget: contacts.first?.uriText ?? envelope.from.uriText, routeSet: routes.map(\.text),
            remoteSequence: envelope.sequence, peer: peer)
        isTranslated = envelope.via.host != peer.address
        remoteAllows = request.allowedMethods
    }

    /// The dialog that a 2xx to our request stands in (RFC 3261 §12.1.2). Its next request has our request's number:
    /// the ACK.
    init(
        formedBy response: SIPMessage, _ envelope: Envelope, to request: SIPMessage, over peer: Peer
    ) throws(MessageFault) {
        let ownRoutes = try request.routes(.route)
        let routes = try ownRoutes.isEmpty ? response.routes(.recordRoute).reversed() : ownRoutes
        let contacts = try response.contacts
        guard case .request(_, let uri) = request.start else { throw MessageFault(.badStartLine) }
        self.init(
            callID: envelope.callID, localTag: envelope.from.tag ?? "", remoteTag: envelope.to.tag ?? "",
            localParty: envelope.from.untagged, remoteParty: envelope.to.untagged,
            remoteTarget: contacts.first?.uriText ?? uri, routeSet: routes.map(\.text),
            localSequence: envelope.sequence - min(1, envelope.sequence), peer: peer)
        remoteAllows = response.allowedMethods
    }

    /// Where the other side wants to be reached from now on (RFC 3261 §12.2.1.2).
    mutating func refreshTarget(_ message: SIPMessage) {
        do {
            if let contact = try message.contacts.first { remoteTarget = contact.uriText }
        } catch {
            // The envelope was read before, so contacts can be: an unreadable one was refused with 400.
            return
        }
        let allowed = message.allowedMethods
        if !allowed.isEmpty { remoteAllows = allowed }
    }
}

extension NameAddress {
    /// As the party of a dialog: without tag or anything else that belongs to one message.
    fileprivate var untagged: String {
        var party = self
        party.parameters = []
        return party.text
    }
}
