import Redis
public import Store

/// The settings of the jobs program, read once.
public struct Settings: Sendable {
    let databaseURL: String
    let redis: RedisAddress
    /// swift-log's name of a level.
    public let logLevel: String

    /// Reads every setting; throws with one line for the first that is wrong.
    public init(_ configuration: Configuration) throws(ConfigurationError) {
        databaseURL = try configuration[.databaseURL]
        redis = try configuration[.redisURL]
        logLevel = try configuration[.logLevel]
    }
}
