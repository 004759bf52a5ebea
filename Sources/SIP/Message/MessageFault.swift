/// Why a message cannot be taken as it stands. A request gets `status` for it, a response is dropped.
public struct MessageFault: Error, Hashable, Sendable {
    public enum Problem: Hashable, Sendable {
        /// Nothing but line ends: a keep-alive, or no message at all.
        case empty
        case badStartLine
        case badRequestURI
        /// A SIP version other than 2.0.
        case badVersion
        case badHeader
        case tooManyHeaders
        case tooLong
        case badContentLength
        /// Fewer octets came than Content-Length says.
        case bodyCutShort
        case missing(HeaderName)
        /// A header that may stand once stands twice.
        case repeated(HeaderName)
        case bad(HeaderName)
        case badParameter
        case badURI
        /// The method of the start line is not that of CSeq.
        case methodMismatch
    }

    public var problem: Problem
    /// What could be read, so that an answer can be made of it; nil when not even that.
    public var message: SIPMessage?

    init(_ problem: Problem, in message: SIPMessage? = nil) {
        self.problem = problem
        self.message = message
    }

    /// The response that a request deserves (RFC 3261 §21.4, §21.5).
    public var status: Int {
        switch problem {
        case .badVersion: 505
        case .tooLong, .tooManyHeaders: 513
        default: 400
        }
    }

    /// Reason phrase that tells the other side what to mend.
    public var reason: String {
        switch problem {
        case .empty, .badStartLine: "Bad Start Line"
        case .badRequestURI: "Bad Request-URI"
        case .badVersion: "Version Not Supported"
        case .badHeader, .badParameter, .badURI: "Bad Header"
        case .tooManyHeaders, .tooLong: "Message Too Large"
        case .badContentLength: "Bad Content-Length"
        case .bodyCutShort: "Body Shorter Than Content-Length"
        case .missing(let name): "Missing \(name.text)"
        case .repeated(let name): "Repeated \(name.text)"
        case .bad(let name): "Bad \(name.text)"
        case .methodMismatch: "CSeq Method Mismatch"
        }
    }
}
