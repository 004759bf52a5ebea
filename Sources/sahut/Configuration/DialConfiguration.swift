import Calls
import Kernel
import SIP

extension SahutConfiguration {
    /// How agents ring out. Without an address of the trunk nobody can.
    struct DialSide: Sendable {
        var via: String?
        var port = 5_060
        var callerNumber: PhoneNumber?
        var numbers = WayOut.NumberForm.international
        var user: String?
        var password: String?
        var ringLimitSeconds = 45
        var wrapUpLimitSeconds = 60
    }

    /// What ringing out lacks.
    var dialClashes: [ConfigurationRefusal.Problem] {
        guard let via = dial.via else { return [] }
        var found: [ConfigurationRefusal.Problem] = []
        if dial.callerNumber == nil {
            found.append(.clash(key: "dial.callerNumber", reason: "needed: dial.via is given"))
        }
        if !sip.trunks.contains(where: { $0.contains(via) }) {
            found.append(.clash(key: "dial.via", reason: "is not among sip.trunks, so its answers would not be heard"))
        }
        if (dial.user == nil) != (dial.password == nil) {
            found.append(.clash(key: "dial.password", reason: "dial.user and dial.password go together"))
        }
        return found
    }
}

extension SettingTable {
    static let dial: [Setting] = [
        Setting(
            "dial.via", \.dial.via, .address,
            because: "The trunk that takes the calls which agents place. Left out: agents cannot ring out."),
        Setting("dial.port", \.dial.port, .port, because: "The trunk's SIP port over UDP."),
        Setting(
            "dial.callerNumber", \.dial.callerNumber, .phoneNumber,
            because: "The number that called parties see; one that the trunk lets the centre show."),
        Setting(
            "dial.numbers", \.dial.numbers, .choice,
            because: "How the trunk wants numbers: international +62812…, digits 62812…, national 0812…."),
        Setting("dial.user", \.dial.user, .line, because: "For a trunk that asks who calls (digest)."),
        Setting("dial.password", \.dial.password, .line, secret: true, because: "Goes with dial.user."),
        Setting(
            "dial.ringLimitSeconds", \.dial.ringLimitSeconds, .whole(5...180, "s"),
            because: "So long a telephone may ring; about nine rings, and before most voice boxes answer."),
        Setting(
            "dial.wrapUpLimitSeconds", \.dial.wrapUpLimitSeconds, .whole(0...3_600, "s"),
            because: "After a conversation that an agent began; after this the contact is listed as not logged."),
    ]
}

extension WayOut {
    init?(_ side: SahutConfiguration.DialSide) {
        guard let via = side.via else { return nil }
        var credentials: Credentials?
        if let user = side.user, let password = side.password {
            credentials = Credentials(username: user, password: password)
        }
        self.init(
            peer: Peer(.udp, via, UInt16(side.port)), numbers: side.numbers, credentials: credentials,
            ringLimit: .seconds(side.ringLimitSeconds + 15))
    }
}

extension DialTerms {
    init?(_ side: SahutConfiguration.DialSide) {
        guard side.via != nil, let number = side.callerNumber else { return nil }
        self.init(
            callerNumber: number, ringLimit: .seconds(side.ringLimitSeconds),
            wrapUpLimit: .seconds(side.wrapUpLimitSeconds))
    }
}
