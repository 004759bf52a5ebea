public import Calls
import Database
import Foundation
public import Kernel

extension RingingRuleStore {
    /// Why a number that somebody dials by hand is not rung; nil when it may be. Nobody knows where it is, so the hours
    /// count on the centre's own clock. What the person holds himself he may dial.
    public func deskRefusal(
        _ phone: PhoneNumber, by person: PersonID, calendar: CentreCalendar, at moment: Timestamp
    ) async throws -> DeskRefusal? {
        let hour = calendar.zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment.seconds))) / 3_600
        let zone = IndonesianZone.allCases.first { $0.hoursFromUTC == hour } ?? .wib
        return try await database.read { transaction in
            guard try transaction.unwanted(among: [phone], at: moment).isEmpty else { return .doNotCall }
            guard try transaction.callingHours(in: zone).isOpen(at: moment) else { return .outsideHours }
            let holder = try transaction.scalar(
                "SELECT person FROM outbound_locks WHERE phone = \(phone) AND until > \(moment)", as: PersonID.self)
            return holder == nil || holder == person ? nil : .numberInCall
        }
    }
}
