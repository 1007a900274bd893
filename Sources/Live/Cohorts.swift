/// Spreads the regular work on many members evenly over a round: each belongs to one cohort, and each tick serves one.
package struct Cohorts<Member> {
    private var cohorts: [[Member]]
    private var next = 0

    package init(count: Int) {
        cohorts = Array(repeating: [], count: count)
    }

    /// The next tick starts a new round.
    package var isRoundDue: Bool { next == 0 }

    /// Adds a member to any cohort, so that members who came together are served apart.
    package mutating func add(_ member: Member) {
        cohorts[Int.random(in: cohorts.indices)].append(member)
    }

    /// The members whose turn it is; those who fail the test have left and are forgotten.
    package mutating func tick(keeping isPresent: (Member) -> Bool) -> [Member] {
        defer { next = (next + 1) % cohorts.count }
        cohorts[next].removeAll { !isPresent($0) }
        return cohorts[next]
    }

    /// Everybody.
    package var members: [Member] { cohorts.flatMap(\.self) }
}
