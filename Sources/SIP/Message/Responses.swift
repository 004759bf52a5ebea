extension SIPMessage {
    /// A response to a request, with what must be copied from it (RFC 3261 §8.2.6.2).
    init(answering request: SIPMessage, _ status: Int, reason: String? = nil, tag: String) {
        self.init(.status(status, reason: reason ?? SIPMessage.reason(of: status)))
        headers.reserveCapacity(request.headers.count + 6)
        for field in request.headers {
            switch field.name {
            case .via, .from, .callID, .cseq: headers.append(field)
            case .to: headers.append(status == 100 ? field : field.tagged(tag))
            default: continue
            }
        }
    }

    /// The ACK of a refusal, part of the INVITE's own transaction (RFC 3261 §17.1.1.3).
    init(acknowledging refusal: SIPMessage, of invite: SIPMessage) {
        guard case .request(_, let uri) = invite.start else {
            self.init(invite.start)
            return
        }
        self.init(.request(.ack, uri: uri))
        for field in invite.headers {
            switch field.name {
            case .via, .from, .callID, .maxForwards, .route: headers.append(field)
            case .to: headers.append(HeaderField(.to, refusal.first(.to) ?? field.value))
            case .cseq: headers.append(field.renamed(.ack))
            default: continue
            }
        }
    }

    /// The CANCEL of an INVITE (RFC 3261 §9.1).
    init(cancelling invite: SIPMessage) {
        guard case .request(_, let uri) = invite.start else {
            self.init(invite.start)
            return
        }
        self.init(.request(.cancel, uri: uri))
        for field in invite.headers {
            switch field.name {
            case .via, .from, .to, .callID, .maxForwards, .route: headers.append(field)
            case .cseq: headers.append(field.renamed(.cancel))
            default: continue
            }
        }
    }

    static func reason(of status: Int) -> String {
        switch status {
        case 100: "Trying"
        case 180: "Ringing"
        case 183: "Session Progress"
        case 200..<300: "OK"
        case 302: "Moved Temporarily"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 415: "Unsupported Media Type"
        case 416: "Unsupported URI Scheme"
        case 420: "Bad Extension"
        case 422: "Session Interval Too Small"
        case 480: "Temporarily Unavailable"
        case 481: "Call/Transaction Does Not Exist"
        case 482: "Loop Detected"
        case 486: "Busy Here"
        case 487: "Request Terminated"
        case 488: "Not Acceptable Here"
        case 491: "Request Pending"
        case 500: "Server Internal Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "Version Not Supported"
        case 513: "Message Too Large"
        case 600: "Busy Everywhere"
        case 603: "Decline"
        default: "Refused"
        }
    }
}

extension HeaderField {
    /// A To with our tag, unless it has one.
    fileprivate func tagged(_ tag: String) -> HeaderField {
        var reader = ByteReader(value)
        if reader.take(upTo: ASCII.greater) == nil { reader = ByteReader(value) }
        var rest = reader.rest
        while let semicolon = rest.firstIndex(of: ASCII.semicolon) {
            rest = rest[(semicolon + 1)...]
            var parameter = ByteReader(rest)
            parameter.skipSpace()
            if let name = parameter.takeToken(), name.isWord("tag") { return self }
        }
        return HeaderField(name, value + ";tag=\(tag)".utf8)
    }

    /// `9 INVITE` with another method.
    fileprivate func renamed(_ method: Method) -> HeaderField {
        var reader = ByteReader(value)
        let number = reader.take(while: \.isDigit)
        return HeaderField(.cseq, "\(number.text) \(method.text)")
    }
}
