import Glibc
import Jobs
import Logging
import Store

LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
var log = Logger(label: "slotboard-jobs")
do {
    let settings = try Settings(Configuration())
    log.logLevel = Logger.Level(rawValue: settings.logLevel) ?? .notice
    try JobsProgram(settings: settings, log: log).run()
} catch {
    log.critical("\(error)")
    exit(EX_CONFIG)
}
