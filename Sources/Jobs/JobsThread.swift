import Logging
import Postgres
import Redis
import Store

/// Does some of the chores, each when it is due, with connections of its own.
struct JobsThread {
    private let relay: Relay
    private let sweeper: Sweeper
    private let forgetter: Forgetter
    private let archivist: Archivist
    private let chores: [Chore]
    private let log: Logger

    init(_ chores: [Chore], settings: Settings, log: Logger) {
        let database = Database(PostgresConnection(settings.databaseURL))
        let redis = RedisConnection(settings.redis)
        relay = Relay(
            database: database, redis: redis, lastWrites: settings.lastWrites.map { RedisConnection($0) }, log: log)
        sweeper = Sweeper(database: database, redis: redis, log: log)
        forgetter = Forgetter(database: database, log: log)
        archivist = Archivist(database: database, log: log)
        self.chores = chores
        self.log = log
    }

    func run(until ending: Ending) {
        var ending = ending
        var timetable = Timetable(chores, now: Self.now)
        while !ending.isWished(within: timetable.next.due - Self.now) {
            let chore = timetable.next.chore
            guard timetable.next.due <= Self.now else { continue }
            let end = attempt(chore, isFailing: timetable.isFailing(chore))
            timetable.finished(chore, succeeded: end.succeeded, leftSome: end.leftSome, now: Self.now)
        }
    }

    /// One line when a chore begins to fail, one when it works again.
    private func attempt(_ chore: Chore, isFailing: Bool) -> (succeeded: Bool, leftSome: Bool) {
        do {
            let leftSome = try perform(chore)
            if isFailing { log.notice("\(chore) works again") }
            return (true, leftSome)
        } catch {
            log.log(level: isFailing ? .debug : .warning, "\(chore) failed: \(error)")
            return (false, false)
        }
    }

    /// Whether it left something for another run.
    private func perform(_ chore: Chore) throws -> Bool {
        switch chore {
        case .relayRecent: try relay.relayRecent()
        case .relayAll: try relay.relayAll()
        case .sweep: try sweeper.sweep()
        case .forget: return try forgetter.forget()
        case .keepHistory: try archivist.keepHistory()
        }
        return false
    }

    private static let start = ContinuousClock.now

    private static var now: Double { start.duration(to: .now) / .seconds(1) }
}
