import Limits
import Store

/// How much of everything is allowed, and in whose name it is counted.
package struct RatePolicy: Sendable {
    private let quotas: [RateClass: Quota]
    private let school: Quota
    private let addressFactor: Int
    private let processes: Int
    private let unknownSessions: UnknownSessions

    /// What the settings say.
    init(_ configuration: Configuration) throws(ConfigurationError) {
        quotas = [
            .read: try configuration[.limitRead], .search: try configuration[.limitSearch],
            .write: try configuration[.limitWrite], .booking: try configuration[.limitBooking],
            .signIn: try configuration[.limitSignIn], .bulk: try configuration[.limitBulk],
        ]
        school = try configuration[.limitSchool]
        addressFactor = try configuration[.limitAddressFactor]
        processes = try configuration[.apiProcesses]
        unknownSessions = try UnknownSessions(configuration)
    }

    /// One request of a person; without an id the key is left open at its end.
    func person(_ id: Int?, _ work: RateClass, school: Int) -> Charge {
        charge(work.rawValue, of: "person:\(id.map(String.init) ?? "")", quota(work), school)
    }

    /// One request from an address of nobody known: a classroom shares it, so it has much more than a person.
    func address(_ block: String, _ work: RateClass, school: Int) -> Charge {
        charge("\(work.rawValue)-address", of: "address:\(block)", quota(work).times(addressFactor), school)
    }

    /// One session token that is not known to be anybody's.
    func unknownSession(from block: String, school: Int) -> Charge {
        unknownSessions.charge(block, school: school)
    }

    /// One try to get into an account, known by the hash of its address.
    func account(_ hash: String, school: Int) -> Charge {
        charge(RateClass.signIn.rawValue, of: "account:\(hash)", quota(.signIn), school)
    }

    /// One request of anybody: no school uses up the machine.
    func everybody(of school: Int) -> Charge {
        charge(RateLimits.school, of: "everybody", self.school, school)
    }

    /// The same charge for one process that cannot ask the others: its part of the whole. Guessing passwords gets harder
    /// meanwhile, not easier.
    func alone(_ charge: Charge) -> Charge {
        let isSignIn = charge.policy.hasPrefix(RateClass.signIn.rawValue)
        return charge.divided(by: processes * (isSignIn ? 2 : 1))
    }

    private func quota(_ work: RateClass) -> Quota {
        quotas[work] ?? Quota(count: 1, window: 1)
    }

    private func charge(_ policy: String, of whose: String, _ quota: Quota, _ school: Int) -> Charge {
        Charge(policy: policy, key: Keys.limit(school, policy, of: whose), quota: quota)
    }
}
