public import Postgres
public import Scheduling

/// Somebody signed in, until a moment.
public struct Session: Sendable {
    /// How long a session lives, in seconds: 30 days.
    public static let lifetime = 30 * 86_400

    /// Who is signed in.
    public let person: Person
    /// From then on it counts no more.
    public let expiresAt: Instant

    /// A session of `person` until `expiresAt`.
    public init(person: Person, expiresAt: Instant) {
        self.person = person
        self.expiresAt = expiresAt
    }
}

/// Sessions are known by the SHA-256 of their token alone; the token itself is nowhere but in the browser.
extension Database {
    /// Begins a session of `person`; returns when it ends.
    public func beginSession(of person: Int, tokenHash: [UInt8], school: Int) throws(PostgresError) -> Instant {
        var row = try run(
            """
            insert into session (school_id, token_hash, person_id, expires_at)
            values ($1::bigint, $2::bytea, $3::bigint, date_trunc('second', now()) + make_interval(secs => $4::int))
            returning extract(epoch from expires_at)::bigint
            """, [.integer(school), .bytes(tokenHash), .integer(person), .integer(Session.lifetime)]
        ).row(0)
        return try row.instant()
    }

    /// The session with this token hash; nil where it is unknown, over or its person blocked.
    ///
    /// Every session has its person. The outer join says to begin with the session: for a school of which the planner has
    /// no statistics yet, an inner join read all its people, which took most of a busy machine's time.
    public func session(tokenHash: [UInt8], school: Int) throws(PostgresError) -> Session? {
        let rows = try run(
            """
            select extract(epoch from s.expires_at)::bigint, \(Self.personColumns)
              from session s
              left join person p on p.school_id = s.school_id and p.id = s.person_id
              left join teacher t on t.school_id = p.school_id and t.person_id = p.id
             where s.school_id = $1::bigint
               and s.token_hash = $2::bytea
               and \(Self.isLive)
            """, [.integer(school), .bytes(tokenHash)])
        guard rows.count > 0 else { return nil }
        var row = rows.row(0)
        let expiresAt = try row.instant()
        return Session(person: try row.person(), expiresAt: expiresAt)
    }

    /// Whose session has this token hash, and until when; nil as above. Whoever asks need not know who people are.
    public func bearer(of session: SessionKey) throws(PostgresError) -> (person: Int, expiresAt: Instant)? {
        let rows = try run(
            """
            select s.person_id, extract(epoch from s.expires_at)::bigint
              from session s
              left join person p on p.school_id = s.school_id and p.id = s.person_id
             where s.school_id = $1::bigint
               and s.token_hash = $2::bytea
               and \(Self.isLive)
            """, [.integer(session.school), .bytes(session.tokenHash)])
        return try rows.map { (row) throws(PostgresError) in (try row.int(), try row.instant()) }.first
    }

    /// Those of the sessions that are neither unknown nor over nor of somebody blocked.
    public func live(of sessions: [SessionKey]) throws(PostgresError) -> Set<SessionKey> {
        let rows = try run(
            """
            select s.school_id, s.token_hash
              from unnest($1::bigint[], $2::bytea[]) as asked (school_id, token_hash)
              join session s on s.school_id = asked.school_id and s.token_hash = asked.token_hash
              left join person p on p.school_id = s.school_id and p.id = s.person_id
             where \(Self.isLive)
            """,
            [.integers(sessions.map(\.school)), .byteArrays(sessions.map(\.tokenHash))])
        let keys = try rows.map { (row) throws(PostgresError) in
            SessionKey(school: try row.int(), tokenHash: try row.bytes())
        }
        return Set(keys)
    }

    /// Whether session `s` of person `p` counts.
    private static let isLive = "s.ended_at is null and s.expires_at > clock_timestamp() and p.blocked_at is null"

    /// Ends a session; returns whose it was, nil where it is unknown. A second time does no harm.
    @discardableResult
    public func endSession(tokenHash: [UInt8], school: Int) throws(PostgresError) -> Int? {
        let rows = try run(
            """
            update session
               set ended_at = coalesce(ended_at, clock_timestamp())
             where school_id = $1::bigint
               and token_hash = $2::bytea
            returning person_id
            """, [.integer(school), .bytes(tokenHash)])
        return try rows.map { (row) throws(PostgresError) in try row.int() }.first
    }
}
