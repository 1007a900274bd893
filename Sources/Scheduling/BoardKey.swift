/// Names one teacher's board: the thing that has a version, a cache entry and a channel.
public struct BoardKey: Hashable, Sendable {
    public let school: Int
    public let teacher: Int

    /// The board of `teacher` in `school`.
    public init(school: Int, teacher: Int) {
        self.school = school
        self.teacher = teacher
    }
}
