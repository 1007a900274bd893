import FoundationEssentials
public import Redis
import Scheduling

/// Sessions in Redis, for a minute each, so that most requests need no PostgreSQL to know who asks.
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
        guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(bytes)) else { return .unknown }
        return .live(entry.session)
    }

    /// Keeps a session that was just read from PostgreSQL, unless something stands there.
    public static func fill(
        _ school: Int, _ tokenHash: [UInt8], _ session: Session, _ redis: RedisConnection
    ) throws(RedisError) {
        guard let data = try? JSONEncoder().encode(Entry(session)) else { return }
        var command = Command("SET", Keys.session(school, tokenHash))
        command.append(bytes: [UInt8](data))
        for word in ["NX", "EX", String(timeToLive)] { command.append(word) }
        _ = try redis.run(command)
    }

    /// Marks a session as over, whatever stands there.
    public static func bury(_ school: Int, _ tokenHash: [UInt8], _ redis: RedisConnection) throws(RedisError) {
        _ = try redis.run(burial(school, tokenHash))
    }

    /// Marks sessions of a person as over, and tells whoever holds their streams.
    public static func bury(
        _ school: Int, _ tokenHashes: [[UInt8]], telling person: Int, _ message: OwnMessage, _ redis: RedisConnection
    ) throws(RedisError) {
        let news = Publisher.command(message, to: PersonKey(school: school, id: person))
        try redis.run([], then: tokenHashes.map { burial(school, $0) } + [news])
    }

    private static func burial(_ school: Int, _ tokenHash: [UInt8]) -> Command {
        Command(
            "SET", Keys.session(school, tokenHash), String(decoding: tombstone, as: UTF8.self), "EX",
            String(tombstoneTimeToLive))
    }

    private static let tombstone = Array("-".utf8)

    /// The cached form of a session.
    private struct Entry: Codable {
        let id: Int
        let name: String
        let email: String
        let roles: [String]
        let teacher: Int?
        let zone: String
        let expires: Int

        init(_ session: Session) {
            id = session.person.id
            name = session.person.name
            email = session.person.email
            roles = session.person.roles.map(\.rawValue)
            teacher = session.person.teacherID
            zone = session.person.timeZone
            expires = session.expiresAt.unixSeconds
        }

        var session: Session {
            let roles = roles.compactMap(Person.Role.init(rawValue:))
            let person = Person(id: id, name: name, email: email, roles: roles, teacherID: teacher, timeZone: zone)
            return Session(person: person, expiresAt: Instant(unixSeconds: expires))
        }
    }
}
