import Redis
public import Store

/// The settings of the live program, read once.
public struct Settings: Sendable {
    let databaseURL: String
    let redis: RedisAddress
    /// The Redis of sessions.
    let guardRedis: RedisAddress
    /// The site's address: it says what the session cookie is called.
    let site: PublicURL
    let defaultSchool: String?
    /// swift-log's name of a level.
    public let logLevel: String
    /// Seconds between two heartbeats of a stream.
    let heartbeat: Double
    /// Seconds that a stream lives, give or take a fifth: so that a process that nginx or we want to leave gets empty.
    let lifetime: Double
    /// Processes that accept from the same socket, this one included.
    let processes: Int
    /// What limits made-up sessions.
    let unknownSessions: UnknownSessions
    /// Seconds over which SIGTERM ends the streams.
    let drain: Double

    /// Seconds that no stream outlives.
    var longestLife: Double { lifetime * 1.2 }

    /// Reads every setting; throws with one line for the first that is wrong.
    public init(_ configuration: Configuration) throws(ConfigurationError) {
        databaseURL = try configuration[.databaseURL]
        redis = try configuration[.redisURL]
        guardRedis = try configuration[.guardURL]
        site = try configuration[.publicURL]
        defaultSchool = try configuration[.defaultSchool]
        logLevel = try configuration[.logLevel]
        heartbeat = Double(try configuration[.liveHeartbeat])
        lifetime = Double(try configuration[.liveLifetime])
        processes = try configuration[.liveProcesses]
        unknownSessions = try UnknownSessions(configuration)
        drain = Double(try configuration[.liveDrain])
    }
}
