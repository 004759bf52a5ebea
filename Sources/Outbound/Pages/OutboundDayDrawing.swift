import Kernel
import Pages

/// An agent's day as its page's parts: what waits, and how far the day's target is.
struct OutboundDayDrawing {
    let ringing: RingingNow
    let person: PersonID
    let words: OutboundWords

    var models: [RingingPart: [String: Any]] { [.count: ["count": count], .day: day] }

    private var count: String {
        let (board, due) = (ringing.board, ringing.remindersDue)
        let confirmations = words("outbound.day.waiting", ["due": "\(board.ready)", "total": "\(board.total)"])
        return due > 0 ? "\(confirmations) · \(words("reminders.waiting", ["count": "\(due)"]))" : confirmations
    }

    private var day: [String: Any] {
        let figures = ConfirmationFigures(
            ringing.tries.filter { $0.person == person && $0.savedAt >= ringing.midnight })
        let (done, target) = (figures.confirmed, ringing.target)
        var model = FiguresDrawing(words: words).model(figures)
        model["target"] = "\(target)"
        model["share"] = "\(min(done, target))"
        model["progress"] = words(
            done >= target ? "outbound.day.reached" : "outbound.day.progress",
            ["done": "\(done)", "target": "\(target)", "left": "\(max(0, target - done))"])
        let isDue = ringing.board.ready > 0 || ringing.remindersDue > 0
        (model["isDue"], model["isEmpty"]) = (isDue, !isDue)
        model["missed"] = present(["words": model["missed"]])["words"] ?? false
        model["reminded"] =
            ringing.reminded[person].map {
                words("reminders.today", ["calls": "\($0.calls)", "reached": "\($0.reached)"])
            } ?? false as Any
        return model
    }
}
