import Kernel
import Pages

extension Form {
    /// A day as people type it, in either language and in figures; the field takes text, as a browser's own calendar
    /// follows the browser's language. nil when it is blank or no day, or lies more than ten years ahead.
    func day(_ field: String, near today: Day) -> Day? {
        self[field].flatMap { TypedDate($0, on: today.adding(days: 3_653))?.days.first }
    }
}
