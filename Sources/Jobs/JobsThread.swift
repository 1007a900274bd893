import Logging
import Postgres
import Redis
import Store

/// Does some of the chores, each when it is due, with connections of its own.
struct JobsThread {
    private let chores: [Chore]
    private let database: Database
    private let redis: RedisConnection
    private let lastWrites: RedisConnection?
    private let log: Logger

    init(_ chores: [Chore], settings: Settings, log: Logger) {
        self.chores = chores
        database = Database(PostgresConnection(settings.databaseURL))
        redis = RedisConnection(settings.redis)
        lastWrites = settings.lastWrites.map { RedisConnection($0) }
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
        case .sweep: try Sweeper(database: database, redis: redis, log: log).sweep()
        case .forget: return try Forgetter(database: database, log: log).forget()
        case .keepHistory: try Archivist(database: database, log: log).keepHistory()
        }
        return false
    }

    private var relay: Relay {
        Relay(database: database, redis: redis, lastWrites: lastWrites, log: log)
    }

    private static let start = ContinuousClock.now

    private static var now: Double { start.duration(to: .now) / .seconds(1) }
}
