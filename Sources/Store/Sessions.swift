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
               and s.ended_at is null
               and s.expires_at > clock_timestamp()
               and p.blocked_at is null
            """, [.integer(school), .bytes(tokenHash)])
        guard rows.count > 0 else { return nil }
        var row = rows.row(0)
        let expiresAt = try row.instant()
        return Session(person: try row.person(), expiresAt: expiresAt)
    }

    /// Ends a session; a second time does no harm.
    public func endSession(tokenHash: [UInt8], school: Int) throws(PostgresError) {
        _ = try run(
            """
            update session
               set ended_at = clock_timestamp()
             where school_id = $1::bigint
               and token_hash = $2::bytea
               and ended_at is null
            """, [.integer(school), .bytes(tokenHash)])
    }
}
