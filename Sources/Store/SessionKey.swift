/// Names a session: the SHA-256 of its token, in its school.
public struct SessionKey: Hashable, Sendable {
    /// The tenant.
    public let school: Int
    /// 32 bytes.
    public let tokenHash: [UInt8]

    /// The session of `school` whose token has this hash.
    public init(school: Int, tokenHash: [UInt8]) {
        self.school = school
        self.tokenHash = tokenHash
    }
}
