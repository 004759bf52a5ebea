import ArgumentParser
import Foundation

/// `sahut doctor`: looks at the machine before the centre does, and says how to mend what it finds.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Checks this machine for what the centre needs, and says how to mend it.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.read()
        let findings = try await Examination(configuration).findings()
        for finding in findings { print(finding.line) }
        let ill = findings.filter { $0.verdict == .broken }.count
        print(ill == 0 ? "\nThe centre can run here." : "\n\(ill) to mend before the centre can run here.")
        if ill > 0 { throw ExitCode(1) }
    }
}

/// One thing looked at.
struct Finding: Sendable {
    enum Verdict: String, Sendable { case well = "ok", doubtful = "warn", broken = "fail" }

    var verdict: Verdict
    var subject: String
    var seen: String
    /// What a person should do; nil when nothing.
    var mend: String?

    var line: String {
        let mark = verdict.rawValue.padding(toLength: 5, withPad: " ", startingAt: 0)
        return "\(mark) \(subject): \(seen)" + (mend.map { "\n      \($0)" } ?? "")
    }
}
