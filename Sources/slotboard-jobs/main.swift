import Glibc
import Jobs
import Logging
import Store

LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
do {
    let settings = try Settings(Configuration())
    var log = Logger(label: "slotboard-jobs")
    log.logLevel = Logger.Level(rawValue: settings.logLevel) ?? .notice
    JobsProgram(settings: settings, log: log).run()
} catch {
    fputs("slotboard-jobs: \(error)\n", stderr)
    exit(EX_CONFIG)
}
