public import Limits
import Postgres
public import Redis
import Scheduling

/// One environment variable: its name, what it is for, what it is without one, and what it may be.
///
/// Each may also come from a file, named by the variable `<name>_FILE`, as secrets do.
public struct Setting<Value: Sendable>: Sendable {
    /// As people read it.
    public let name: String
    /// One phrase for people.
    public let summary: String
    /// nil: the variable must be set.
    public let standard: String?
    /// Whether printing it would give something away.
    public let isSecret: Bool
    /// Ends the sentence "must be …".
    public let hint: String
    let parse: @Sendable (String) -> Value?

    init(
        _ name: String, _ summary: String, standard: String? = nil, isSecret: Bool = false, hint: String,
        parse: @escaping @Sendable (String) -> Value?
    ) {
        self.name = name
        self.summary = summary
        self.standard = standard
        self.isSecret = isSecret
        self.hint = hint
        self.parse = parse
    }
}

extension Setting where Value == String {
    /// Where the program's statements go: PgBouncer, as the program's own role.
    public static let databaseURL = Setting(
        "SLOTBOARD_DATABASE_URL", "libpq connection string to PgBouncer", isSecret: true,
        hint: "a libpq connection string"
    ) { $0.isEmpty ? nil : $0 }

    /// Straight to PostgreSQL as the owner of the tables: migrations and the command line.
    public static let ownerDatabaseURL = Setting(
        "SLOTBOARD_OWNER_DATABASE_URL", "libpq connection string to PostgreSQL as the owner", isSecret: true,
        hint: "a libpq connection string"
    ) { $0.isEmpty ? nil : $0 }

    /// Where the processes of a machine meet: a private folder.
    public static let sockets = Setting(
        "SLOTBOARD_SOCKETS", "folder of the stack's sockets and locks", hint: "an absolute path"
    ) { $0.first == "/" ? $0 : nil }

    /// How much is logged.
    public static let logLevel = Setting(
        "SLOTBOARD_LOG_LEVEL", "lowest level that is logged", standard: "notice",
        hint: "trace, debug, info, notice, warning, error or critical"
    ) { ["trace", "debug", "info", "notice", "warning", "error", "critical"].contains($0) ? $0 : nil }
}

extension Setting where Value == String? {
    /// The school of hosts that no school has; empty answers 404 there.
    public static let defaultSchool = Setting(
        "SLOTBOARD_DEFAULT_SCHOOL", "slug of the school for unknown hosts", standard: "", hint: "a school's slug"
    ) { .some($0.isEmpty ? nil : $0) }

    /// Where reads that may lag go: a standby of the same database; empty where there is none.
    public static let replicaURL = Setting(
        "SLOTBOARD_REPLICA_URL", "libpq connection string to a replica", standard: "", isSecret: true,
        hint: "a libpq connection string"
    ) { $0.isEmpty || PostgresConnection.isConninfo($0) ? .some($0.isEmpty ? nil : $0) : nil }
}

extension Setting where Value == RedisAddress {
    /// Where Redis is.
    public static let redisURL = Setting(
        "SLOTBOARD_REDIS_URL", "Redis", hint: "unix:///path/to/socket or redis://host:port"
    ) { try? RedisAddress(url: $0) }

    /// Where the guard is: the Redis of sessions and limits, which drops nothing to make room.
    public static let guardURL = Setting(
        "SLOTBOARD_GUARD_URL", "Redis of sessions and limits", hint: "unix:///path/to/socket or redis://host:port"
    ) { try? RedisAddress(url: $0) }
}

extension Setting where Value == PublicURL {
    /// The address people type.
    public static let publicURL = Setting(
        "SLOTBOARD_PUBLIC_URL", "address of the site", standard: "http://localhost:8080",
        hint: "http:// or https:// and a host, without a path"
    ) { PublicURL($0) }
}

extension Setting where Value == Int {
    /// Threads of one api process, each with a connection to PgBouncer and to Redis.
    public static let apiThreads = number("SLOTBOARD_API_THREADS", "threads of an api process", "32", in: 1...1024)
    /// Processes of the api pool.
    public static let apiProcesses = number("SLOTBOARD_API_PROCESSES", "api processes", "2", in: 1...64)
    /// Processes of the live pool.
    public static let liveProcesses = number("SLOTBOARD_LIVE_PROCESSES", "live processes", "1", in: 1...64)
    /// nginx's workers.
    public static let nginxWorkers = number("SLOTBOARD_NGINX_WORKERS", "nginx workers", "2", in: 1...64)
    /// Idle connections each nginx worker keeps to the api pool.
    public static let nginxKeepalive = number(
        "SLOTBOARD_NGINX_KEEPALIVE", "idle api connections an nginx worker keeps", "8", in: 0...256)

    /// Seconds between two heartbeats of a stream.
    public static let liveHeartbeat = number(
        "SLOTBOARD_LIVE_HEARTBEAT", "seconds between heartbeats of a stream", "15", in: 1...60)
    /// Seconds a stream lives, ±20 %.
    public static let liveLifetime = number(
        "SLOTBOARD_LIVE_LIFETIME", "seconds a stream lives, ±20 %", "600", in: 10...86_400)
    /// Seconds over which SIGTERM ends the streams of a live process.
    public static let liveDrain = number(
        "SLOTBOARD_LIVE_DRAIN", "seconds over which a stopping live process ends its streams", "2", in: 0...30)

    /// What an address may do, as a multiple of what a person may.
    public static let limitAddressFactor = number(
        "SLOTBOARD_LIMIT_ADDRESS_FACTOR", "how many times a person's limit an address has", "20", in: 1...1000)

    private static func number(
        _ name: String, _ summary: String, _ standard: String, in range: ClosedRange<Int>
    ) -> Setting {
        Setting(
            name, summary, standard: standard, hint: "a whole number from \(range.lowerBound) to \(range.upperBound)"
        ) { Int(digits: $0).flatMap { range.contains($0) ? $0 : nil } }
    }
}

extension Setting where Value == Quota {
    /// A person's requests that only read.
    public static let limitRead = quota("SLOTBOARD_LIMIT_READ", "requests of a person that read", "1200/60")
    /// A person's searches of the directory.
    public static let limitSearch = quota("SLOTBOARD_LIMIT_SEARCH", "searches of a person in the directory", "30/60")
    /// A person's requests that change something, bookings apart.
    public static let limitWrite = quota("SLOTBOARD_LIMIT_WRITE", "changes by a person, bookings apart", "200/60")
    /// A person's bookings and moves.
    public static let limitBooking = quota("SLOTBOARD_LIMIT_BOOKING", "bookings and moves of a person", "50/60")
    /// Sign-ins to an account that fail.
    public static let limitSignIn = quota("SLOTBOARD_LIMIT_SIGN_IN", "failed sign-ins to an account", "10/60")
    /// A person's large publications.
    public static let limitBulk = quota("SLOTBOARD_LIMIT_BULK", "large publications of a person", "5/600")
    /// All of a school's requests together.
    public static let limitSchool = quota("SLOTBOARD_LIMIT_SCHOOL", "all requests of a school", "10000/10")

    private static func quota(_ name: String, _ summary: String, _ standard: String) -> Setting {
        Setting(
            name, summary, standard: standard,
            hint: "a count and seconds such as 50/60, at most 1000000/86400", parse: { Quota($0) })
    }
}

/// Scheme, host and port of the site.
public struct PublicURL: Sendable, Equatable {
    /// `http://localhost:8080`, the form of an Origin field.
    public let origin: String
    /// Whether the scheme is https.
    public let isSecure: Bool

    /// Reads `http://host[:port]` or `https://…`; nil for anything else, a path included.
    public init?(_ text: String) {
        let parts = text.split(separator: "://", maxSplits: 1)
        guard parts.count == 2, parts[0] == "http" || parts[0] == "https" else { return nil }
        let authority = parts[1].last == "/" ? parts[1].dropLast() : parts[1]
        guard !authority.isEmpty, !authority.contains(where: { "/?#@ ".contains($0) }) else { return nil }
        origin = "\(parts[0])://\(authority)"
        isSecure = parts[0] == "https"
    }
}
