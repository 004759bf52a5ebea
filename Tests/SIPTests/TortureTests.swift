import Foundation
import Kernel
import Testing

@testable import SIP

/// What becomes of a message of RFC 4475 when it reaches us.
enum TortureOutcome: Hashable, Sendable {
    /// It is answered with this status at once.
    case answered(Int)
    /// It is an invitation that our owner is asked about.
    case rings
    /// It is dropped without a word.
    case dropped
}

struct TortureCase: Sendable, CustomTestStringConvertible {
    let section: String
    let name: String
    let outcome: TortureOutcome
    /// What the RFC says of it, or which of its choices is ours.
    let note: String

    init(_ section: String, _ name: String, _ outcome: TortureOutcome, _ note: String) {
        (self.section, self.name, self.outcome, self.note) = (section, name, outcome, note)
    }

    var testDescription: String { "§\(section) \(name)" }

    /// The file's lines end with CR LF on the wire; octets that cannot be written are hexadecimal between ⟦ and ⟧.
    func bytes() throws -> [UInt8] {
        let folder = try #require(Bundle.module.url(forResource: "Torture", withExtension: nil))
        let text = try String(contentsOf: folder.appending(path: "\(name).sip"), encoding: .utf8)
        var bytes: [UInt8] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "⟦"), let close = rest[open...].firstIndex(of: "⟧") {
            bytes += wire(String(rest[..<open]))
            bytes += rest[rest.index(after: open)..<close].split(separator: " ").compactMap { UInt8($0, radix: 16) }
            rest = rest[rest.index(after: close)...]
        }
        return bytes + wire(String(rest))
    }

    static let all: [TortureCase] = [
        .init("3.1.1.1", "wsinv", .answered(481), "well formed; its To has a tag, and no such dialog exists"),
        .init("3.1.1.2", "intmeth", .answered(501), "endpoints answer 501 with Allow"),
        .init("3.1.1.3", "esc01", .rings, "must be accepted"),
        .init("3.1.1.4", "escnull", .answered(405), "well formed; we are no registrar"),
        .init("3.1.1.5", "esc02", .answered(501), "endpoints answer 501"),
        .init("3.1.1.6", "lwsdisp", .answered(200), "should be accepted as well formed"),
        .init("3.1.1.7", "longreq", .rings, "well formed"),
        .init("3.1.1.8", "dblreq", .answered(405), "one REGISTER; the octets after it are noise"),
        .init("3.1.1.9", "semiuri", .answered(200), "accepted; the user has a semicolon"),
        .init("3.1.1.10", "transports", .answered(200), "accepted, whatever the transports"),
        .init(
            "3.1.1.11", "mpart01", .answered(405),
            "well formed; MESSAGE is not taken. Binary part rebuilt, it is shorter"),
        .init("3.1.1.12", "unreason", .dropped, "well formed; answers nothing of ours"),
        .init("3.1.1.13", "noreason", .dropped, "well formed; answers nothing of ours"),
        .init("3.1.2.1", "badinv01", .answered(400), "should be answered with 400"),
        .init("3.1.2.2", "clerr", .answered(400), "should be answered with 400 over UDP"),
        .init("3.1.2.3", "ncl", .answered(400), "should be answered with an error"),
        .init("3.1.2.4", "scalar02", .answered(400), "should be answered with 400 for its CSeq"),
        .init("3.1.2.5", "scalarlg", .dropped, "simply discarded"),
        .init("3.1.2.6", "quotbal", .answered(400), "should be answered with 400"),
        .init("3.1.2.7", "ltgtruri", .answered(400), "reasonable to reject with 400"),
        .init("3.1.2.8", "lwsruri", .answered(400), "should be answered with 400"),
        .init("3.1.2.9", "lwsstart", .answered(400), "acceptable to reject as malformed"),
        .init("3.1.2.10", "trws", .answered(400), "acceptable to reject as malformed"),
        .init("3.1.2.11", "escruri", .answered(400), "acceptable to reject with 400"),
        .init("3.1.2.12", "baddate", .rings, "should not be rejected when the date does not matter"),
        .init("3.1.2.13", "regbadct", .answered(400), "reasonable to reject with 400"),
        .init("3.1.2.14", "badaspec", .answered(200), "the liberal choice: the spaces are ignored"),
        .init("3.1.2.15", "baddn", .answered(200), "the liberal choice: the quotes are inferred"),
        .init("3.1.2.16", "badvers", .answered(505), "should be answered with 505"),
        .init("3.1.2.17", "mismatch01", .answered(400), "any element answers 400"),
        .init("3.1.2.18", "mismatch02", .answered(501), "should be answered with 501"),
        .init("3.1.2.19", "bigcode", .dropped, "simply dropped"),
        .init("3.2.1", "badbranch", .answered(200), "the choice of RFC 2543 rules"),
        .init("3.3.1", "insuf", .answered(400), "ideally answered with 400"),
        .init("3.3.2", "unkscm", .answered(416), "rejected with 416"),
        .init("3.3.3", "novelsc", .answered(416), "rejected with 416"),
        .init("3.3.4", "unksm2", .answered(405), "must not break the parser; we are no registrar"),
        .init("3.3.5", "bext01", .answered(420), "a server answers 420"),
        .init("3.3.6", "invut", .answered(415), "rejected with 415 and Accept"),
        .init("3.3.7", "regaut01", .answered(405), "well formed; we are no registrar"),
        .init("3.3.8", "multi01", .answered(400), "should be answered with 400"),
        .init("3.3.9", "mcl01", .answered(400), "the request must be rejected"),
        .init("3.3.10", "bcast", .dropped, "discarded: two Via"),
        .init("3.3.11", "zeromf", .answered(200), "an endpoint handles it as if the value were positive"),
        .init("3.3.12", "cparam01", .answered(405), "well formed; we are no registrar"),
        .init("3.3.13", "cparam02", .answered(405), "well formed; we are no registrar"),
        .init("3.3.14", "regescrt", .answered(405), "well formed; we are no registrar"),
        .init("3.3.15", "sdp01", .answered(406), "no answer that the caller would accept"),
        .init("3.3.16", "inv2543", .rings, "accepted from an older element"),
    ]
}

@Suite("RFC 4475 torture messages")
struct TortureTests {
    @Test("all 49 messages are here") func complete() {
        #expect(TortureCase.all.count == 49)
        #expect(Set(TortureCase.all.map(\.name)).count == 49)
    }

    @Test("each message has the outcome that the RFC names", arguments: TortureCase.all)
    func outcome(_ torture: TortureCase) throws {
        var bench = Bench()
        let effects = bench.handle(.received(try torture.bytes(), from: Peer(.udp, "192.0.2.200", 5060)))
        let found: TortureOutcome
        if effects.arrival != nil {
            found = .rings
        } else if let status = effects.statuses.first {
            found = .answered(status)
            #expect(effects.sent.count == 1)
        } else {
            found = .dropped
            #expect(effects.isEmpty)
        }
        #expect(found == torture.outcome, "\(torture.note)")
    }

    /// Valid messages come out as they went in, folding and compact names aside.
    @Test(
        "what was read can be written and read again",
        arguments: TortureCase.all.filter { $0.section.hasPrefix("3.1.1") })
    func roundTrip(_ torture: TortureCase) throws {
        let message = try SIPMessage(try torture.bytes())
        let again = try SIPMessage(message.bytes)
        #expect(again.start == message.start)
        #expect(
            again.headers.filter { $0.name != .contentLength } == message.headers.filter { $0.name != .contentLength })
        #expect(again.body.elementsEqual(message.body))
    }

    private func message(_ name: String) throws -> SIPMessage {
        let torture = try #require(TortureCase.all.first { $0.name == name })
        return try SIPMessage(try torture.bytes())
    }

    @Test("§3.1.1.1: folding, blanks, escapes and compact names are read through") func tortuousInvite() throws {
        let message = try message("wsinv")
        let envelope = try Envelope(message)
        #expect(envelope.to.tag == "1918181833n")
        #expect(envelope.from.displayName == "J Rosenberg \\\"")
        #expect(envelope.from.tag == "98asjd8")
        #expect(envelope.sequence == 9)
        #expect(envelope.callID == "wsinv.ndaksdj@192.0.2.1")
        #expect(message.first(.maxForwards)?.number(Int.self) == 68)
        #expect(message.text(.subject)?.isEmpty == true)
        #expect(message.text(.other("unknownheaderwithunusualvalue")) == ";;,,;;,;")
        let vias = try message.values(.via).map { try Via($0) }
        #expect(vias.map(\.host) == ["192.0.2.2", "spindle.example.com", "192.168.255.111"])
        #expect(vias.map(\.branch) == ["390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239"])
        #expect(vias[1].transport == "TCP")
        let contact = try #require(try message.contacts.first)
        #expect(contact.displayName == "Quoted string \"\"")
        #expect(contact.parameters["newparam"] == "newvalue")
        #expect(contact.parameters["secondparam"]?.isEmpty == true)
        #expect(contact.parameters["q"] == "0.33")
        let route = try #require(try message.routes(.route).first)
        #expect(route.uri.parameters["lr"] != nil)
        guard case .description(let description) = message.content else {
            Issue.record("the body is a session description")
            return
        }
        #expect(description.media.map(\.kind) == ["audio", "video"])
    }

    @Test("§3.1.1.2: every legal character is kept") func wideRange() throws {
        let message = try message("intmeth")
        let envelope = try Envelope(message)
        #expect(envelope.method == .other("!interesting-Method0123456789_*+`.%indeed'~"))
        #expect(envelope.to.displayName == "BEL:\u{7} NUL:\u{0} DEL:\u{7F}")
        #expect(envelope.to.uri.user == "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*")
        #expect(envelope.from.displayName == "token1~` token2'+_ token3*%!.-")
        #expect(envelope.from.parameters["fromparam''~+*_!.-%"] == "работающий")
        #expect(envelope.from.tag == "_token~1'+`*%!-.")
        #expect(envelope.callID == "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{")
        guard case .request(_, let text) = message.start else { return }
        let uri = try SIPURI(text)
        #expect(uri.password == "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)")
        #expect(uri.host == "example.com")
    }

    @Test("§3.1.1.3-5: escapes mean what they stand for in URIs, and nothing elsewhere") func escapes() throws {
        let escaped = try message("esc01")
        let envelope = try Envelope(escaped)
        #expect(envelope.to.uri.user == "user")
        #expect(envelope.from.uri.user == "I have spaces")
        let contact = try #require(try escaped.contacts.first)
        #expect(contact.uri.user == "caller")
        #expect(contact.uri.parameters["lr"] != nil)
        #expect(contact.uri.parameters["name"] == "value%41")
        let nulls = try message("escnull")
        #expect(try nulls.contacts.map(\.uri.user) == ["\0", "\0\0"])
        #expect(try Envelope(nulls).to.uri.user == "null-\0-null")
        let method = try message("esc02")
        #expect(try Envelope(method).to.displayName == "%Z%45")
        #expect(try method.contacts.map(\.uri.user) == ["alias1", "alias3"])
    }

    @Test("§3.1.1.7-11: long, double, semicoloned, many-transport and multipart messages are read rightly")
    func structures() throws {
        let long = try message("longreq")
        #expect(long.values(.via).count == 34)
        #expect(try Envelope(long).to.uri.port == 6000)
        #expect(try Envelope(long).to.uri.parameters.count == 3)
        #expect(try Envelope(long).from.parameters.count == 3)
        #expect(try message("dblreq").body.isEmpty)
        guard case .request(_, let text) = try message("semiuri").start else { return }
        #expect(try SIPURI(text).user == "user;par=u@example.net")
        #expect(
            try message("transports").values(.via).map { try Via($0).transport } == [
                "UDP", "SCTP", "TLS", "UNKNOWN", "TCP",
            ])
        #expect(try message("mpart01").body.count(where: { $0 == 0 }) == 3)
        #expect(try message("mpart01").content == .unknown)
    }

    @Test("§3.1.1.12-13: a reason may be anything, or nothing") func reasons() throws {
        let reason = "= 2**3 * 5**2 но сто девяносто девять - простое"
        #expect(try message("unreason").start == .status(200, reason: reason))
        #expect(try message("noreason").start == .status(100, reason: ""))
    }

    @Test("§3.3.12-14: parameters belong to the header without brackets, to the URI within") func parameters() throws {
        let outside = try #require(try message("cparam01").contacts.first)
        #expect(outside.parameters["unknownparam"] != nil)
        #expect(outside.uri.parameters.isEmpty)
        let inside = try #require(try message("cparam02").contacts.first)
        #expect(inside.parameters.isEmpty)
        #expect(inside.uri.parameters["unknownparam"] != nil)
        #expect(try message("regescrt").contacts.first?.uri.headers == "Route=%3Csip:sip.example.com%3E")
    }

    @Test("answers to what cannot be read carry what could be") func partialAnswers() throws {
        var bench = Bench()
        let source = Peer(.udp, "192.0.2.200", 5060)
        func answer(_ name: String) throws -> SIPMessage {
            let torture = try #require(TortureCase.all.first { $0.name == name })
            return try #require(bench.handle(.received(try torture.bytes(), from: source)).sent.first)
        }
        let unsupported = try answer("bext01")
        #expect(unsupported.text(.unsupported) == "nothingsupportsthis, nothingsupportsthiseither")
        #expect(try answer("invut").text(.accept) == "application/sdp")
        #expect(try answer("intmeth").text(.allow) == UserAgent.allowedMethods)
        let insufficient = try answer("insuf")
        #expect(insufficient.text(.cseq) == "193942 INVITE")
        #expect(insufficient.first(.from) == nil)
        let bad = try answer("quotbal")
        #expect(bad.text(.callID) == "quotbal.aksdj")
        #expect(bad.text(.to)?.contains(";tag=") == true)
    }
}
