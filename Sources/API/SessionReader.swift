import HTTP
import Redis
import Scheduling
import Store

/// Finds out who asks, and has the request charged to them: both in one round trip to the guard, which keeps sessions for
/// a minute; PostgreSQL is behind it.
struct SessionReader {
    /// What the cookie said.
    struct State {
        /// Set where a token was sent that could be one.
        let tokenHash: [UInt8]?
        let live: Session?
        /// When its person wrote last, as far as the guard could tell.
        var lastWrite = LastWrite.unknown

        static let signedOut = State(tokenHash: nil, live: nil)
    }

    let services: Services
    let school: School
    let meter: Meter

    /// The session of a request that counts as `work`. Throws `too-many-requests`, and PostgreSQL's errors, since nobody
    /// may be taken for signed out by mistake.
    ///
    /// A token that the guard does not know is charged before PostgreSQL is asked: made-up cookies must not reach it without
    /// limit.
    func read(_ request: Request, as work: RateClass) throws -> State {
        let cookie = request.field("cookie")
        let hash = cookie.flatMap { SessionCookie.tokenHash(in: $0, of: services.settings.publicURL) }
        let admission = try meter.admit(work, school: school.id, tokenHash: hash)
        let known = admission?.session, lastWrite = admission?.lastWrite ?? .unknown
        switch known {
        case .live(let session):
            return State(tokenHash: hash, live: session.expiresAt > .now ? session : nil, lastWrite: lastWrite)
        case .ended:
            try meter.charge(work, school: school.id, person: nil, isAdmitted: true)
            return State(tokenHash: hash, live: nil, lastWrite: lastWrite)
        case .unknown, nil: break
        }
        guard let hash else {
            if known == nil { try meter.charge(work, school: school.id, person: nil, isAdmitted: false) }
            return State(tokenHash: nil, live: nil, lastWrite: lastWrite)
        }
        let connection = services.guardRedis.number
        let live = try meter.lookUp(isCharged: known != nil, school: school.id) {
            try services.database.session(tokenHash: hash, school: school.id)
        }
        try meter.charge(work, school: school.id, person: live?.person.id, isAdmitted: known != nil)
        if let live, known != nil { keep(live, hash, connection) }
        return State(tokenHash: hash, live: live, lastWrite: lastWrite)
    }

    private func keep(_ session: Session, _ hash: [UInt8], _ connection: Int) {
        _ = services.askGuard { redis throws(RedisError) in
            try SessionCache.fill(school.id, hash, session, redis, onlyOn: connection)
        }
    }
}
