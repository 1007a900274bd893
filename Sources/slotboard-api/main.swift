import API
import FastCGI
import Glibc
import Logging
import Store

LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
do {
    let settings = try Settings(Configuration())
    var log = Logger(label: "slotboard-api")
    log.logLevel = Logger.Level(rawValue: settings.logLevel) ?? .notice
    Pool.run(settings: settings, listener: Listener(), log: log)
} catch {
    fputs("slotboard-api: \(error)\n", stderr)
    exit(EX_CONFIG)
}
