/// Names one person of one school: who has a topic of their own.
public struct PersonKey: Hashable, Sendable {
    /// The tenant.
    public let school: Int
    /// The person's id.
    public let id: Int

    /// The person `id` of `school`.
    public init(school: Int, id: Int) {
        self.school = school
        self.id = id
    }
}
