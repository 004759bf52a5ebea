import Calls
import Kernel
import Members
import Pages
import Staff

/// One member who is reminded, as the page's model.
struct ReminderWorkDrawing {
    let work: ReminderWork
    let words: ReminderWords
    let context: PageContext

    private var item: Reminder { work.item }
    private var outbound: OutboundWords { OutboundWords(words.calendar, context) }

    func model(_ member: Member, for viewer: SignedIn, _ script: ReminderScript, penaltyDays: Int?) -> [String: Any] {
        [
            "asked": work.askedFor.map { outbound.moment($0, in: work.lock.zone) } ?? false as Any,
            "path": Path.reminderItem(item.id).text, "campaign": work.campaign.plan.name, "name": member.name,
            "card": member.summary(for: viewer.roles).card,
            "member": Path.member(member.id, because: .reminder(item.id)).text,
            "months": words("months", ["count": words.count(item.months)]), "amount": item.amount.description,
            "class": item.careClass.map { "\($0)" } ?? false as Any, "branch": item.branch ?? member.branch,
            "tries": words.count(item.tries),
            "script": paragraphs(filled(script, member, viewer, penaltyDays)),
        ]
    }

    /// By the clock where the member lives.
    private func filled(
        _ script: ReminderScript, _ member: Member, _ viewer: SignedIn, _ penaltyDays: Int?
    ) -> String {
        script.filled([
            .waktu: work.lock.zone.calendar.dayPart(at: context.arrivedAt).rawValue, .petugas: viewer.name,
            .nama: member.name, .bulan: "\(item.months)", .jumlah: item.amount.description,
            .hari: penaltyDays.map { "\($0)" } ?? words("script.some-days"),
        ])
    }

    /// The part of the page that follows the call: what it does, and what is written of it.
    func call(_ form: Form, isReady: Bool) -> [String: Any] {
        let isOn = work.call.map { $0.end == nil } ?? false
        let drawn = OutboundCallDrawing(call: work.call, words: outbound)
        return [
            "path": Path.reminderItem(item.id).text, "csrf": context.csrfToken, "phone": work.lock.phone.masked,
            "zone": work.lock.zone.rawValue, "form": form.model(context), "isReady": isReady,
            "mayDial": isReady && work.mayRing && !isOn, "isOutside": !work.mayRing, "state": drawn.state,
            "tone": drawn.tone,
            "outcomes": Form.choices(
                ReminderOutcome.allCases.map { ($0.rawValue, words("outcome.\($0.rawValue)")) },
                chosen: Set(form.all("outcome"))),
        ]
    }
}
