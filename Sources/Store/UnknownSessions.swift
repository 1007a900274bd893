public import Limits

/// The limit of session tokens that nobody was given: each costs PostgreSQL a look-up, and they are made up for nothing.
///
/// It is an address's, and one for all programs. Whoever looks a token up in PostgreSQL takes from it before, and gives
/// back where the token was somebody's: so it fills with those alone that were nobody's, and no visitor without a token
/// can use it up. An address has as many as it has changes: a classroom whose sessions have all ended, and whose pages
/// ask nine times each, gets through.
public struct UnknownSessions: Sendable {
    /// What clients are told the limit is called.
    public static let policy = "unknown-session"

    private let quota: Quota

    /// What the settings say.
    public init(_ configuration: Configuration) throws(ConfigurationError) {
        quota = try configuration[.limitWrite].times(try configuration[.limitAddressFactor])
    }

    /// One token from the address block `address`.
    public func charge(_ address: String, school: Int) -> Charge {
        Charge(policy: Self.policy, key: Keys.limit(school, Self.policy, of: "address:\(address)"), quota: quota)
    }
}
