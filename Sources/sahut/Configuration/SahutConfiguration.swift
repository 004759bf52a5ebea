import Foundation
import Logging

/// Everything that an installation may set, read once at the start and passed by value to what needs it.
///
/// The values written here are the defaults. `SettingTable` gives each its key, its form and its reason;
/// `docs/configuration.md` is made from both. Paths are absolute once the configuration is read.
struct SahutConfiguration: Sendable {
    var centre = Centre()
    var storage = Storage()
    var web = Web()
    var session = Session()
    var sip = SIPSide()
    var dial = DialSide()
    var voice = VoiceSide()
    var floor = FloorLimits()
    var registry = RegistrySide()
    var insurer = InsurerSide()
    var mail = MailSide()
    var log = Log()

    struct Centre: Sendable {
        var name = "Pusat Layanan Sahut"
        var zone = TimeZone(identifier: "Asia/Jakarta") ?? .gmt
        var demo = false
        var demoAgents = 0
    }

    struct Storage: Sendable {
        var folder = "var"
        var database = "sahut.sqlite"
        /// A libpq connection string. With it PostgreSQL keeps the facts, and `database` is not used.
        var postgres: String?
        var prompts = "prompts"
        var recordings = "recordings"
    }

    struct Web: Sendable {
        var host = "127.0.0.1"
        var port = 8080
        var tls = TLSMode.off
        var certificate: String?
        var privateKey: String?
        var publicAddress: String?
        var drainSeconds = 5
    }

    /// Whether pages are served over TLS, and with whose certificate.
    enum TLSMode: String, Sendable, CaseIterable {
        case off
        case selfSigned = "self-signed"
        case given
    }

    struct Session: Sendable {
        var idleMinutes = 60
        var absoluteHours = 12
    }

    struct SIPSide: Sendable {
        var host = "127.0.0.1"
        var port = 5060
        var advertisedHost: String?
        var trunks = [AddressBlock("127.0.0.0/8")].compactMap(\.self)
    }

    struct VoiceSide: Sendable {
        var socket = "voice.sock"
        var host = "127.0.0.1"
        var advertisedHost: String?
        var rtpFirstPort = 16_384
        var rtpLastPort = 18_383
        var webrtcPort = 18_400
        var silenceLimitSeconds = 20
    }

    struct FloorLimits: Sendable {
        var ringLimitSeconds = 15
        var wrapUpLimitSeconds = 60
        var serviceLevelSeconds = 20
        var announcementSeconds = 30
        var preferredAgentMinutes = 30
    }

    struct Log: Sendable {
        var level = Logger.Level.info
    }
}
