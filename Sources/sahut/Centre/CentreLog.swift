import Foundation
import Logging

/// The one logger: a line an event on standard error, for the journal of the service manager.
enum CentreLog {
    static func start(_ configuration: SahutConfiguration, process: String) -> Logger {
        let level = configuration.log.level
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        return Logger(label: "sahut.\(process)")
    }
}
