import Logging
import Postgres
import Redis
import Scheduling
public import Store

/// What one thread works with. Its connections are its own, shared with nobody.
final class Services {
    let settings: Settings
    let database: Database
    /// A connection to the replica, for reads that may lag; nil where there is none.
    let replica: PostgresConnection?
    let redis: RedisConnection
    /// The Redis of sessions and limits.
    let guardRedis: RedisConnection
    let shared: SharedState
    let log: Logger

    init(settings: Settings, shared: SharedState, log: Logger) {
        self.settings = settings
        self.shared = shared
        self.log = log
        // A booking that PostgreSQL does not answer in time is told so within 2 s; its key makes another try safe.
        database = Database(
            PostgresConnection(
                settings.databaseURL, connectTimeout: 1, answerTimeout: 1500, watch: shared.databaseServer))
        replica = settings.replicaURL.map {
            PostgresConnection(
                $0, connectTimeout: 1, answerTimeout: ReplicaWatch.answerTimeout, watch: shared.replica.server)
        }
        redis = RedisConnection(settings.redis)
        guardRedis = RedisConnection(settings.guardRedis)
    }

    /// The epoch under which boards are cached and published.
    func epoch() throws(PostgresError) -> String {
        try shared.epoch.current { () throws(PostgresError) in try database.epoch() }
    }

    /// Runs a command of Redis that nobody has to wait for or to rely on: a failure is forgotten.
    @discardableResult
    func attempt<Value>(_ work: (RedisConnection) throws(RedisError) -> Value) -> Value? {
        shared.redisWatch.over { () throws(RedisError) in try work(redis) }
    }

    /// Asks the guard; nil where it is away. Whoever asks has another way.
    func askGuard<Value>(_ work: (RedisConnection) throws(RedisError) -> Value) -> Value? {
        shared.guardWatch.over { () throws(RedisError) in try work(guardRedis) }
    }

    /// Tells every open page what a write of `writer` has changed: after the commit, before the answer.
    ///
    /// What does not get through is published by the relay, which sees the version key lag behind the board.
    func publish(_ result: WriteResult, by writer: PersonKey) {
        let school = writer.school
        let boards = result.changes(school: school).map(\.board), people = result.ownNews(school: school)
        if result.outcome.isDone { note(writeFor: Set(people.keys).union([writer])) }
        publish(boards, to: people) { result.boardNews(school: school, epoch: $0) }
    }

    /// Tells every open page of a board's new version.
    func publish(version: Int, of board: BoardKey) {
        publish([board]) { [board: ChangeMessage(epoch: $0, version: version, lines: [])] }
    }

    private func publish(
        _ boards: [BoardKey], to people: [PersonKey: OwnMessage] = [:],
        _ news: (_ epoch: String) -> [BoardKey: ChangeMessage]
    ) {
        let epoch = boards.isEmpty ? nil : try? epoch()
        let changes = epoch.map(news) ?? [:]
        // After the publish: who reads between the two, and finds the old board, must not keep it.
        defer { for board in boards { shared.boards.note(board, changes[board]) } }
        guard !changes.isEmpty || !people.isEmpty else { return }
        attempt { redis throws(RedisError) in try Publisher.publish(changes, to: people, redis) }
    }
}

/// The settings of the api program, read once.
public struct Settings: Sendable {
    let databaseURL: String
    let replicaURL: String?
    let redis: RedisAddress
    let guardRedis: RedisAddress
    let publicURL: PublicURL
    let defaultSchool: String?
    /// The folder where the machine's processes meet.
    let sockets: String
    let rates: RatePolicy
    /// Threads of this process.
    public let threads: Int
    /// swift-log's name of a level.
    public let logLevel: String

    /// Reads every setting; throws with one line for the first that is wrong.
    public init(_ configuration: Configuration) throws(ConfigurationError) {
        databaseURL = try configuration[.databaseURL]
        replicaURL = try configuration[.replicaURL]
        redis = try configuration[.redisURL]
        guardRedis = try configuration[.guardURL]
        publicURL = try configuration[.publicURL]
        defaultSchool = try configuration[.defaultSchool]
        sockets = try configuration[.sockets]
        rates = try RatePolicy(configuration)
        threads = try configuration[.apiThreads]
        logLevel = try configuration[.logLevel]
    }
}
