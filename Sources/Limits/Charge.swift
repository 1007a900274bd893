/// One bucket that a request takes from.
public struct Charge: Sendable, Hashable {
    /// What clients are told the limit is called, such as `booking`.
    public let policy: String
    /// Whose bucket it is.
    public let key: String
    /// What the bucket holds.
    public let quota: Quota

    /// One from the bucket `key`, under the limit called `policy`.
    public init(policy: String, key: String, quota: Quota) {
        self.policy = policy
        self.key = key
        self.quota = quota
    }

    /// The same charge for one of so many processes that cannot ask each other: its part of the whole.
    public func divided(by processes: Int) -> Charge {
        Charge(policy: policy, key: key, quota: quota.divided(by: processes))
    }
}

/// How a charge ended. A refusal took from no bucket.
public struct Verdict: Sendable, Equatable {
    /// The limit that it speaks of: the one that refused, else the tightest, which is the first.
    public let policy: String
    /// What that limit allows.
    public let quota: Quota
    /// Whether the request may go on.
    public let isAllowed: Bool
    /// How many more may follow at once.
    public let remaining: Int
    /// Seconds, rounded up, until there is one more to have where none remains, else until all are.
    public let reset: Int

    /// By when the bucket would be full again, `due` microseconds from now (the request itself included), and by how much
    /// that is over what the bucket holds where it was refused.
    public init(_ charge: Charge, due: Int, over: Int? = nil) {
        policy = charge.policy
        quota = charge.quota
        isAllowed = over == nil
        remaining = over == nil ? max(0, (quota.span - due) / quota.interval) : 0
        let wait = over ?? (remaining > 0 ? due : due + quota.interval - quota.span)
        reset = max(1, (wait + 999_999) / 1_000_000)
    }
}
