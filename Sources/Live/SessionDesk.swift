import HTTP
import Postgres
import Redis
import Scheduling
import Store

/// Finds out who asks for a topic of their own, as one accepting thread does it: the guard, and PostgreSQL behind it.
final class SessionDesk {
    private let database: Database
    private let guardRedis: RedisConnection
    private let site: PublicURL

    init(_ database: Database, _ guardRedis: RedisConnection, site: PublicURL) {
        self.database = database
        self.guardRedis = guardRedis
        self.site = site
    }

    /// The session of the only Cookie field. Throws where none lives, and PostgreSQL's error where nobody knows.
    func session(cookies: [String], school: Int) throws -> OwnSession {
        guard cookies.count == 1, let hash = SessionCookie.tokenHash(in: cookies[0], of: site),
            let session = try session(SessionKey(school: school, tokenHash: hash))
        else { throw Problem.signInFirst }
        return session
    }

    private func session(_ key: SessionKey) throws(PostgresError) -> OwnSession? {
        switch cached(key) {
        case .live(let session) where session.expiresAt > Hub.now:
            return OwnSession(key: key, person: session.person.id, expiresAt: session.expiresAt)
        case .live, .ended: return nil
        case .unknown, nil:
            return try database.bearer(of: key).map { OwnSession(key: key, person: $0.person, expiresAt: $0.expiresAt) }
        }
    }

    /// nil while the guard is away.
    private func cached(_ key: SessionKey) -> SessionCache.Lookup? {
        guard let reply = try? guardRedis.run(SessionCache.lookup(key.school, key.tokenHash)) else { return nil }
        return SessionCache.read(reply)
    }
}

extension Problem {
    /// Somebody without a live session wants what is theirs.
    static var signInFirst: Problem { Problem(.notSignedIn, "Sign in first.") }

    /// A stream that comes while the process is being stopped: another one will have it.
    static var stopping: Problem { Problem(.unavailable, "Come back in a moment.", retryAfter: 2) }
}
