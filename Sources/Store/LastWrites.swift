public import Postgres
public import Redis
public import Scheduling

/// What is known of when a person's own things changed last: up to where of the primary's log a replica must have come
/// before it may answer them.
public enum LastWrite: Sendable, Equatable {
    /// Not lately.
    case longAgo
    /// Everything of theirs lies below.
    case before(LogPosition)
    /// The guard was not asked, or could not tell.
    case unknown
}

/// The positions of people's last writes, in the guard, for as long as a replica may be behind and some more.
///
/// A person has one, whichever of their sessions wrote; and whoever is told that something of theirs has changed has one
/// too. Their page asks again at once, and nobody would tell it a second time.
public enum LastWrites {
    /// Seconds a position is kept: longer than what a replica shows may be old.
    public static let timeToLive = 10

    /// Notes, in one round trip, that something of these people's has changed before `position`.
    public static func note(
        _ people: some Sequence<PersonKey>, at position: LogPosition, _ redis: RedisConnection
    ) throws(RedisError) {
        let arguments = [Array(sealed(position).utf8), Array(String(timeToLive).utf8)]
        let calls = people.map { script.call(keys: [Keys.lastWrite(of: $0)], arguments) }
        try redis.run(calls, then: [])
    }

    /// What the guard's answer says.
    static func read(_ reply: Reply) -> LastWrite {
        switch reply {
        case .null: return .longAgo
        case .bytes(let digits):
            let bytes = UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
            return bytes.map { .before(LogPosition(bytes: $0)) } ?? .unknown
        default: return .unknown
        }
    }

    /// Sixteen digits, so that texts compare as positions do: numbers of Lua's have 53 bits.
    private static func sealed(_ position: LogPosition) -> String {
        let digits = String(position.bytes, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Two workers note in the wrong order all the time: the later position stays.
    private static let script = Script(
        """
        local known = redis.call('get', KEYS[1])
        local position = known and known > ARGV[1] and known or ARGV[1]
        return redis.call('set', KEYS[1], position, 'ex', ARGV[2])
        """)
}
