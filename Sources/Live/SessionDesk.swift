import FastCGI
import HTTP
import Limits
import Postgres
import Redis
import Scheduling
import Store

/// Finds out who asks for a topic of their own, as one accepting thread does it: the guard, and PostgreSQL behind it.
final class SessionDesk {
    private let settings: Settings
    private let database: Database
    private let guardRedis: RedisConnection
    /// What the process counts by itself while the guard is away.
    private let buckets: BucketTable

    init(_ settings: Settings, _ database: Database, _ buckets: BucketTable) {
        self.settings = settings
        self.database = database
        self.buckets = buckets
        guardRedis = RedisConnection(settings.guardRedis)
    }

    /// The session of the only Cookie field. Throws where none lives, where its address has sent too many that nobody was
    /// given, and PostgreSQL's error where nobody knows.
    func session(of exchange: Exchange, school: Int) throws -> OwnSession {
        let cookies = exchange.values(of: "HTTP_COOKIE")
        guard cookies.count == 1, let hash = SessionCookie.tokenHash(in: cookies[0], of: settings.site) else {
            throw Problem.signInFirst
        }
        let key = SessionKey(school: school, tokenHash: hash)
        switch cached(key) {
        case .live(let session) where session.expiresAt > Hub.now:
            return OwnSession(key: key, person: session.person.id, expiresAt: session.expiresAt)
        case .live, .ended: throw Problem.signInFirst
        case .unknown, nil: return try stored(key, from: exchange.parameter("REMOTE_ADDR") ?? "")
        }
    }

    /// nil while the guard is away.
    private func cached(_ key: SessionKey) -> SessionCache.Lookup? {
        guard let reply = try? guardRedis.run(SessionCache.lookup(key.school, key.tokenHash)) else { return nil }
        return SessionCache.read(reply)
    }

    /// Charged as a session that nobody was given, and given back unless it is one.
    private func stored(_ key: SessionKey, from address: String) throws -> OwnSession {
        let charge = settings.unknownSessions.charge(AddressBlock.name(of: address), school: key.school)
        try take(charge)
        do {
            guard let bearer = try database.bearer(of: key) else { throw Problem.signInFirst }
            giveBack(charge)
            return OwnSession(key: key, person: bearer.person, expiresAt: bearer.expiresAt)
        } catch let error as PostgresError {
            giveBack(charge)
            throw error
        }
    }

    private func take(_ charge: Charge) throws(Refusal) {
        let shared = try? RateLimits.take([charge], guardRedis)
        guard let verdict = shared ?? buckets.take([part(of: charge)]) else { return }
        if !verdict.isAllowed { throw Refusal(verdict: verdict) }
    }

    private func giveBack(_ charge: Charge) {
        if (try? RateLimits.giveBack(charge, guardRedis)) == nil { buckets.giveBack(part(of: charge)) }
    }

    private func part(of charge: Charge) -> Charge { charge.divided(by: settings.processes) }

    /// Too many sessions that nobody was given have come from an address.
    struct Refusal: Error {
        let verdict: Verdict

        var response: Response {
            var response = verdict.refusal.response
            verdict.mark(&response)
            return response
        }
    }
}

extension Problem {
    /// Somebody without a live session wants what is theirs.
    static var signInFirst: Problem { Problem(.notSignedIn, "Sign in first.") }

    /// A stream that comes while the process is being stopped: another one will have it.
    static var stopping: Problem { Problem(.unavailable, "Come back in a moment.", retryAfter: 2) }
}
