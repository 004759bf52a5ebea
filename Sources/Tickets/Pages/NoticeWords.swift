import Foundation
public import Kernel
public import Pages
import Staff

/// How a notice reads: short, plain, in Indonesian, as its readers' offices do. It knows nothing of the participant.
public struct NoticeWords: Sendable {
    private let catalogue: Catalogue
    private let organisation: String
    private let base: String
    private let calendar: CentreCalendar
    private let place: @Sendable (TicketID) -> Path

    /// - Parameters:
    ///   - base: what links begin with, `https://sahut.example`.
    ///   - calendar: the centre's, for tickets that no branch has.
    ///   - place: where those who sign in read a ticket.
    public init(
        _ catalogue: Catalogue, organisation: String, base: String, calendar: CentreCalendar,
        place: @escaping @Sendable (TicketID) -> Path
    ) {
        (self.catalogue, self.organisation, self.calendar, self.place) = (catalogue, organisation, calendar, place)
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
    }

    public func letter(_ notice: Notice) -> (subject: String, text: String) {
        let blanks = [
            "number": notice.number.description, "branch": notice.branch?.name.text ?? text("notices.no-branch"),
            "percent": percent(notice), "clock": clock(notice),
        ]
        var lines = [text("notices.\(key(notice)).text", blanks), ""]
        lines += [
            field("number", notice.number.description),
            field("colour", text("tickets.colour.\(notice.colour.rawValue)")),
            field("priority", text("tickets.priority.\(notice.priority.rawValue)")),
        ]
        if let branch = notice.branch { lines.append(field("branch", branch.name.text)) }
        lines.append(field("due", notice.dueAt.map { moment($0, notice) } ?? text("notices.due-none")))
        lines.append("")
        if let link = notice.link {
            lines += [
                text("notices.link.answer"), url(.answer(link)), "",
                text("notices.link.until", ["when": moment(link.link.expiresAt, notice)]),
            ]
        } else {
            lines += [text("notices.link.open"), url(place(notice.ticket))]
        }
        lines += ["", text("notices.private"), "", organisation]
        return (text("notices.\(key(notice)).subject", blanks), lines.joined(separator: "\n"))
    }

    private func key(_ notice: Notice) -> String {
        switch notice.reason {
        case .handed: "handed"
        case .reopened: "reopened"
        case .replied: "replied"
        case .clock(_, .all): "breached"
        case .clock: "warned"
        }
    }

    private func percent(_ notice: Notice) -> String {
        if case .clock(_, let share) = notice.reason { "\(share.rawValue)" } else { "" }
    }

    private func clock(_ notice: Notice) -> String {
        guard case .clock(let kind, _) = notice.reason else { return "" }
        return text("tickets.clock.\(kind.rawValue)").lowercased()
    }

    private func field(_ name: String, _ value: String) -> String { "\(text("notices.field.\(name)")): \(value)" }

    /// `22 Nov 2026 14.05 WITA`, on the clock of the branch.
    private func moment(_ moment: Timestamp, _ notice: Notice) -> String {
        guard let zone = notice.branch?.zone else {
            return WrittenTime(calendar, catalogue, .id).moment(moment)
        }
        return "\(WrittenTime(CentreCalendar(zone), catalogue, .id).moment(moment)) \(zone.rawValue)"
    }

    private func url(_ path: Path) -> String { base + path.text }

    private func text(_ key: String, _ blanks: [String: String] = [:]) -> String { catalogue.text(key, .id, blanks) }
}

extension CentreCalendar {
    /// The days and hours of a branch's zone.
    init(_ zone: IndonesianZone) {
        self.init(zone: TimeZone(secondsFromGMT: zone.hoursFromUTC * 3_600) ?? .gmt)
    }
}
