public import Redis
import Scheduling

/// Sessions in the guard, for a minute each, so that most requests need no PostgreSQL to know who asks.
///
/// The slow fill is here too: a session is read, its person signs out, and then the old answer is cached. So signing
/// out writes a tombstone before it answers, and a fill never overwrites anything.
public enum SessionCache {
    /// Seconds a session is believed without a look at PostgreSQL.
    public static let timeToLive = 60
    /// Seconds a tombstone stands: longer than any fill that began before it can take.
    public static let tombstoneTimeToLive = 120

    /// What Redis knows of a session.
    public enum Lookup: Sendable {
        case live(Session)
        case ended
        case unknown
    }

    /// The command that looks a session up, for a pipeline of the caller's.
    public static func lookup(_ school: Int, _ tokenHash: [UInt8]) -> Command {
        Command("GET", Keys.session(school, tokenHash))
    }

    /// What the answer to `lookup` says.
    public static func read(_ reply: Reply) -> Lookup {
        guard case .bytes(let bytes) = reply else { return .unknown }
        if bytes == tombstone { return .ended }
        return Session(cached: bytes).map(Lookup.live) ?? .unknown
    }

    /// Keeps a session that was just read from PostgreSQL, unless something stands there; only through the connection
    /// (`number`) by which it was missed. Another one may lead to a Redis that was restarted in between, and has lost
    /// the tombstone of a sign-out.
    public static func fill(
        _ school: Int, _ tokenHash: [UInt8], _ session: Session, _ redis: RedisConnection, onlyOn number: Int
    ) throws(RedisError) {
        var command = Command("SET", Keys.session(school, tokenHash))
        command.append(bytes: session.cached)
        for word in ["NX", "EX", String(timeToLive)] { command.append(word) }
        _ = try redis.run(command, onlyOn: number)
    }

    /// Marks sessions as over, whatever stands there.
    public static func bury(_ school: Int, _ tokenHashes: [[UInt8]], _ redis: RedisConnection) throws(RedisError) {
        try redis.run(
            [],
            then: tokenHashes.map { hash in
                Command(
                    "SET", Keys.session(school, hash), String(decoding: tombstone, as: UTF8.self), "EX",
                    String(tombstoneTimeToLive))
            })
    }

    private static let tombstone = Array("-".utf8)
}

/// The cached form: the person's id, and behind it the other facts, each behind a U+0000, which no text of ours has. The
/// id leads, for the script of `RateLimits` reads it.
extension Session {
    fileprivate var cached: [UInt8] {
        let facts = [
            String(person.id), String(expiresAt.unixSeconds), person.teacherID.map(String.init) ?? "",
            person.roles.map(\.rawValue).joined(separator: " "), person.timeZone, person.email, person.name,
        ]
        return Array(facts.joined(separator: "\0").utf8)
    }

    fileprivate init?(cached bytes: [UInt8]) {
        let facts = bytes.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard facts.count == 7, let id = Int(facts[0]), let expires = Int(facts[1]) else { return nil }
        let roles = facts[3].split(separator: " ").compactMap { Person.Role(rawValue: String($0)) }
        let person = Person(
            id: id, name: facts[6], email: facts[5], roles: roles, teacherID: Int(facts[2]), timeZone: facts[4])
        self.init(person: person, expiresAt: Instant(unixSeconds: expires))
    }
}
