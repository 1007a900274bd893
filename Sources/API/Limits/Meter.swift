import Glibc
import HTTP
import Limits
import Passwords
import Redis
import Scheduling
import Store

/// What one request is charged, and what its answer tells of that. Where the guard is away the process counts alone.
final class Meter {
    private let services: Services
    private let address: String
    private var verdict: Verdict?

    /// A request that came from `address`.
    init(services: Services, address: String) {
        self.services = services
        self.address = AddressBlock.name(of: address)
    }

    private var policy: RatePolicy { services.settings.rates }

    /// Charges a request to the person of a session that the guard knows, else to its address, and tells what the guard
    /// knows of the session; nil, and nothing charged, where the guard is away. Throws `too-many-requests`.
    func admit(_ work: RateClass, school: Int, tokenHash: [UInt8]?) throws(Problem) -> RateLimits.Admission? {
        let admission = services.askGuard { redis throws(RedisError) in
            try RateLimits.admit(
                policy.address(address, work, school: school), or: policy.person(nil, work, school: school),
                and: [policy.everybody(of: school)], session: tokenHash.map { (school, $0) },
                wantsLastWrite: services.replica != nil, redis)
        }
        guard let admission else { return nil }
        try note(admission.verdict)
        return admission
    }

    /// Charges somebody whom PostgreSQL has just made known, or nobody known (their address). What `admit` has charged
    /// already is not charged again.
    func charge(_ work: RateClass, school: Int, person: Int?, isAdmitted: Bool) throws(Problem) {
        var charges = isAdmitted ? [] : [policy.everybody(of: school)]
        if let person {
            charges.insert(policy.person(person, work, school: school), at: 0)
        } else if !isAdmitted {
            charges.insert(policy.address(address, work, school: school), at: 0)
        }
        try take(charges)
    }

    /// Charges a try to get into the account of an e-mail address, known or not, before any password is hashed. Returns
    /// what to give back where the password was right: who signs in on ten devices has not guessed.
    func chargeSignIn(_ email: String, school: Int) throws(Problem) -> Charge {
        let account = policy.account(Password.base64URL(Password.sha256(Array(email.utf8))), school: school)
        try take([account, policy.address(address, .signIn, school: school), policy.everybody(of: school)])
        return account
    }

    /// Charges a person's large publication, beside the write that it is.
    func chargeBulk(_ person: Int, school: Int) throws(Problem) {
        try take([policy.person(person, .bulk, school: school)])
    }

    /// Puts one back.
    func giveBack(_ charge: Charge) {
        if services.askGuard({ redis throws(RedisError) in try RateLimits.giveBack(charge, redis) }) == nil {
            services.shared.buckets.giveBack(policy.alone(charge))
        }
    }

    /// Tells whoever asked what the limit is and what is left of it.
    func mark(_ response: inout Response) {
        guard let verdict else { return }
        let (quota, name) = (verdict.quota, verdict.policy)
        // draft-ietf-httpapi-ratelimit-headers-09: lists of structured fields, quotas under names.
        response.set("RateLimit-Policy", "\"\(name)\";q=\(quota.count);w=\(quota.window)")
        response.set("RateLimit", "\"\(name)\";r=\(verdict.remaining);t=\(verdict.reset)")
    }

    private func take(_ charges: [Charge]) throws(Problem) {
        guard !charges.isEmpty else { return }
        let shared = services.askGuard { redis throws(RedisError) in try RateLimits.take(charges, redis) }
        let alone = shared == nil ? services.shared.buckets.take(charges.map(policy.alone), now: Self.now) : nil
        guard let verdict = shared ?? alone else { return }
        try note(verdict)
    }

    private func note(_ verdict: Verdict) throws(Problem) {
        self.verdict = verdict
        guard !verdict.isAllowed else { return }
        let cause =
            verdict.policy == RatePolicy.school ? "This school is very busy right now." : "That was a little fast."
        throw Problem(
            .tooManyRequests, "\(cause) Try again in \(Self.words(verdict.reset)).", reason: verdict.policy,
            retryAfter: verdict.reset)
    }

    /// `1 second`, `12 seconds`, `2 minutes`.
    private static func words(_ seconds: Int) -> String {
        let (count, unit) = seconds < 100 ? (seconds, "second") : ((seconds + 59) / 60, "minute")
        return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }

    /// Microseconds of a clock that nobody sets.
    private static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }
}
