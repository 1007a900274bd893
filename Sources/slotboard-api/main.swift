import API
import FastCGI
import Glibc
import Logging
import Store

LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
var log = Logger(label: "slotboard-api")
do {
    let settings = try Settings(Configuration())
    log.logLevel = Logger.Level(rawValue: settings.logLevel) ?? .notice
    try Pool.run(settings: settings, listener: Listener(), log: log)
} catch {
    log.critical("\(error)")
    exit(EX_CONFIG)
}
