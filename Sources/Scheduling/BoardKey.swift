/// Names one teacher's board: the thing that has a version, a cache entry and a channel.
public struct BoardKey: Hashable, Sendable {
    /// The tenant.
    public let school: Int
    /// The teacher's id.
    public let teacher: Int

    /// The board of `teacher` in `school`.
    public init(school: Int, teacher: Int) {
        self.school = school
        self.teacher = teacher
    }
}
