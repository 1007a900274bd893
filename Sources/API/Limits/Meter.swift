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

    /// Charges a request and tells what the guard knows of the session; nil, and nothing charged, where the guard is away.
    /// Throws `too-many-requests`.
    ///
    /// Charged are the person of a session that the guard knows, the address of who names no session, and its made-up
    /// tokens for a session that is still to be looked for: whoever asks without one cannot use up what those need.
    func admit(_ work: RateClass, school: Int, tokenHash: [UInt8]?) throws(Problem) -> RateLimits.Admission? {
        let stranger =
            tokenHash == nil
            ? policy.address(address, work, school: school) : policy.unknownSession(from: address, school: school)
        let admission = services.askGuard { redis throws(RedisError) in
            try RateLimits.admit(
                stranger, or: policy.person(nil, work, school: school), and: [policy.everybody(of: school)],
                session: tokenHash.map { (school, $0) }, wantsLastWrite: services.replica != nil, redis)
        }
        guard let admission else { return nil }
        try note(admission.verdict)
        return admission
    }

    /// Has a token looked up that may be nobody's: charged before as one that is (by `admit`, where it was asked), and
    /// given back unless it is one.
    func lookUp<Found>(isCharged: Bool, school: Int, _ find: () throws -> Found?) throws -> Found? {
        let charge = policy.unknownSession(from: address, school: school)
        if !isCharged { try take([charge]) }
        do {
            let found = try find()
            if found != nil { giveBack(charge) }
            return found
        } catch {
            giveBack(charge)
            throw error
        }
    }

    /// Charges a person whom the guard did not know, or nobody known: their address. The school is charged by `admit`,
    /// where that was asked.
    func charge(_ work: RateClass, school: Int, person: Int?, isAdmitted: Bool) throws(Problem) {
        let whose =
            person.map { policy.person($0, work, school: school) } ?? policy.address(address, work, school: school)
        try take([whose] + (isAdmitted ? [] : [policy.everybody(of: school)]))
    }

    /// Charges a try to get into the account of an e-mail address, known or not, before any password is hashed. Returns
    /// what to give back where nobody has guessed: the password was right, or (`attempt`) could not be looked at.
    func chargeSignIn(_ email: String, school: Int) throws(Problem) -> Charge {
        let account = policy.account(Password.base64URL(Password.sha256(Array(email.utf8))), school: school)
        try take([account, policy.address(address, .signIn, school: school), policy.everybody(of: school)])
        return account
    }

    /// Does what was charged, and gives the charge back where that could not be done, through no fault of whoever asks: an
    /// outage locks nobody out of their account.
    func attempt<Value>(_ charge: Charge, _ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch {
            let isTheirs = (error as? Problem).map { $0.kind != .unavailable } ?? false
            if !isTheirs { giveBack(charge) }
            throw error
        }
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
        verdict?.mark(&response)
    }

    private func take(_ charges: [Charge]) throws(Problem) {
        let shared = services.askGuard { redis throws(RedisError) in try RateLimits.take(charges, redis) }
        let alone = shared == nil ? services.shared.buckets.take(charges.map(policy.alone)) : nil
        guard let verdict = shared ?? alone else { return }
        try note(verdict)
    }

    private func note(_ verdict: Verdict) throws(Problem) {
        self.verdict = verdict
        if !verdict.isAllowed { throw verdict.refusal }
    }
}
