import Redis
public import Store

/// The settings of the jobs program, read once.
public struct Settings: Sendable {
    let databaseURL: String
    let redis: RedisAddress
    /// The guard, where the api reads a replica: whoever is told to ask again must not be shown what was so before.
    let lastWrites: RedisAddress?
    /// swift-log's name of a level.
    public let logLevel: String

    /// Reads every setting; throws with one line for the first that is wrong.
    public init(_ configuration: Configuration) throws(ConfigurationError) {
        databaseURL = try configuration[.databaseURL]
        redis = try configuration[.redisURL]
        lastWrites = try configuration[.replicaURL] == nil ? nil : configuration[.guardURL]
        logLevel = try configuration[.logLevel]
    }
}
