import HTTP
import Redis
import Scheduling
import Store

/// Finds out who asks: the cookie's token, Redis for a minute, PostgreSQL behind it.
struct SessionReader {
    /// What the cookie said.
    struct State {
        /// Set where a token was sent that could be one.
        let tokenHash: [UInt8]?
        let live: Session?

        static let signedOut = State(tokenHash: nil, live: nil)
    }

    let services: Services
    let school: School

    /// The session of a request; PostgreSQL's errors are thrown, since nobody may be taken for signed out by mistake.
    func read(_ request: Request) throws -> State {
        guard let field = request.field("cookie"),
            let hash = SessionCookie.tokenHash(in: field, of: services.settings.publicURL)
        else { return .signedOut }
        let cached = services.attempt { redis throws(RedisError) in
            SessionCache.read(try redis.run(SessionCache.lookup(school.id, hash)))
        }
        switch cached {
        case .live(let session): return State(tokenHash: hash, live: session.expiresAt > .now ? session : nil)
        case .ended: return State(tokenHash: hash, live: nil)
        case .unknown, nil: break
        }
        guard let session = try services.database.session(tokenHash: hash, school: school.id) else {
            return State(tokenHash: hash, live: nil)
        }
        services.attempt { redis throws(RedisError) in try SessionCache.fill(school.id, hash, session, redis) }
        return State(tokenHash: hash, live: session)
    }
}
