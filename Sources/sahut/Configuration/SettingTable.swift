/// The one table of settings: key, place, form, reason. Reading, `sahut config` and docs/configuration.md follow it.
enum SettingTable {
    static let settings: [Setting] =
        centre + storage + web + session + sip + dial + voice + floor + registry + insurer + mail + log

    private static let centre: [Setting] = [
        Setting("centre.name", \.centre.name, .line, because: "Stands on every page and in the spoken greeting."),
        Setting(
            "centre.zone", \.centre.zone, .timeZone,
            because: "Days, opening hours and intervals are those of the centre's wall clock."),
        Setting(
            "centre.demo", \.centre.demo, .yesOrNo,
            because:
                "Shows the demo's start page, with log-ins and a button that rings the centre. Never on a real one."),
        Setting(
            "centre.demoAgents", \.centre.demoAgents, .whole(0...500, "agents"),
            because: "So many of the agents are played by the program: they answer, listen and wrap up. For load tests."
        ),
    ]

    private static let storage: [Setting] = [
        Setting(
            "storage.folder", \.storage.folder, .path,
            because: "Home of everything that Sahut writes; one folder to back up. Other relative paths start here."),
        Setting(
            "storage.database", \.storage.database, .path,
            because: "The SQLite file. The default needs no set-up and carries one machine."),
        Setting(
            "storage.postgres", \.storage.postgres, .line, secret: true,
            because: "A libpq connection string. When given, PostgreSQL is used instead of SQLite."),
        Setting(
            "storage.prompts", \.storage.prompts, .path,
            because: "What callers hear: spoken at set-up, replaced by uploads."),
        Setting(
            "storage.recordings", \.storage.recordings, .path,
            because: "Recordings grow by about 15 MB an hour of talk: give them a disk of their own."),
    ]

    private static let web: [Setting] = [
        Setting(
            "web.host", \.web.host, .address,
            because: "Where pages are served. The default is this machine only; 0.0.0.0 is every network card."),
        Setting("web.port", \.web.port, .port, because: "Above 1023, so that no root is needed."),
        Setting(
            "web.tls", \.web.tls, .choice,
            because: "A browser gives its microphone to https, or to http on localhost. "
                + "self-signed makes a certificate at the first start; given takes yours."),
        Setting("web.certificate", \.web.certificate, .path, because: "PEM chain for web.tls given."),
        Setting("web.privateKey", \.web.privateKey, .path, because: "PEM key for web.tls given."),
        Setting(
            "web.publicAddress", \.web.publicAddress, .webAddress,
            because: "What links in mails begin with. Left out: made of web.tls, web.host and web.port."),
        Setting(
            "web.drainSeconds", \.web.drainSeconds, .whole(0...300, "s"),
            because: "How long open pages may finish when the server is told to stop."),
    ]

    private static let session: [Setting] = [
        Setting(
            "session.idleMinutes", \.session.idleMinutes, .whole(1...1_440, "min"),
            because: "A desk left alone signs itself out; an open live page counts as use."),
        Setting(
            "session.absoluteHours", \.session.absoluteHours, .whole(1...168, "h"),
            because: "Longer than the longest shift, shorter than a day: nobody stays signed in for ever."),
    ]

    private static let sip: [Setting] = [
        Setting("sip.host", \.sip.host, .address, because: "Where trunks and desk phones reach the centre."),
        Setting(
            "sip.port", \.sip.port, .port,
            because: "UDP and TCP alike; the default is SIP's own (RFC 3261 section 19.1.2)."),
        Setting(
            "sip.advertisedHost", \.sip.advertisedHost, .address,
            because: "The address that peers are told to answer to, when it is not sip.host (behind NAT)."),
        Setting(
            "sip.trunks", \.sip.trunks, .blocks,
            because: "Who may ring the centre without a password. Everyone else is refused."),
    ]

    private static let voice: [Setting] = [
        Setting("voice.socket", \.voice.socket, .path, because: "How the centre and the voice engine talk."),
        Setting("voice.host", \.voice.host, .address, because: "Where sound arrives."),
        Setting(
            "voice.advertisedHost", \.voice.advertisedHost, .address,
            because: "The address that peers are told to send sound to, when it is not voice.host (behind NAT)."),
        Setting(
            "voice.rtpFirstPort", \.voice.rtpFirstPort, .port,
            because: "First of the ports of trunk legs, two a leg (RTP, RTCP). Open them in the firewall."),
        Setting("voice.rtpLastPort", \.voice.rtpLastPort, .port, because: "Last of them; 2,000 ports are 1,000 legs."),
        Setting("voice.webrtcPort", \.voice.webrtcPort, .port, because: "One UDP port carries every browser."),
        Setting(
            "voice.silenceLimitSeconds", \.voice.silenceLimitSeconds, .whole(2...600, "s"),
            because: "A leg that sends nothing for so long has lost its network: the call ends as such."),
    ]

    /// What the first plan of calls is made with; the plan is data from then on.
    private static let floor: [Setting] = [
        Setting(
            "floor.ringLimitSeconds", \.floor.ringLimitSeconds, .whole(3...120, "s"),
            because: "First plan: an offer unanswered for so long goes on to another agent; about three rings."),
        Setting(
            "floor.wrapUpLimitSeconds", \.floor.wrapUpLimitSeconds, .whole(0...3_600, "s"),
            because: "First plan: logging takes under 20 s; after this the agent is available, the contact listed."),
        Setting(
            "floor.serviceLevelSeconds", \.floor.serviceLevelSeconds, .whole(1...600, "s"),
            because: "First plan: the service level counts calls answered within this time."),
        Setting(
            "floor.announcementSeconds", \.floor.announcementSeconds, .whole(5...600, "s"),
            because: "First plan: how often a waiting caller hears the position and the expected wait."),
        Setting(
            "floor.preferredAgentMinutes", \.floor.preferredAgentMinutes, .whole(0...1_440, "min"),
            because: "First plan: how long a caller who was cut off is first offered to the same agent."),
    ]

    private static let log: [Setting] = [
        Setting(
            "log.level", \.log.level, .choice,
            because: "info tells starts, stops and refusals; debug adds each step of a call.")
    ]
}
