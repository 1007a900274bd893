/// Something the program does again and again.
package enum Chore: Hashable, Sendable, CaseIterable {
    /// Publishes what a killed worker did not, for boards changed in the last minute.
    case relayRecent
    /// The same for all boards: whatever was lost longer ago, or with Redis.
    case relayAll
    /// Lets expired holds go.
    case sweep
    /// Deletes what has had its time.
    case forget
    /// Makes and drops the monthly partitions of history.
    case keepHistory

    /// What a page waits for: done by a thread of its own, behind no write, no lock and no long work.
    package static let relaying: [Chore] = [.relayRecent, .relayAll]
    /// What nobody waits for.
    package static let housekeeping: [Chore] = [.sweep, .forget, .keepHistory]

    /// Seconds from the end of one run to the next.
    package var interval: Double {
        switch self {
        case .relayRecent, .sweep: 1
        case .relayAll: 60
        case .forget: 3600
        case .keepHistory: 86_400
        }
    }
}

/// Which chore is due when. Times are seconds on any clock that only goes forward.
package struct Timetable: Sendable {
    /// While PostgreSQL or Redis is away, tries are at most so many seconds apart: a page must hear soon after.
    private static let longestBackOff = 4.0
    /// Seconds between the runs of a chore that has more to do: the others get their turn, and the disk.
    private static let breath = 1.0

    private struct Entry {
        let chore: Chore
        var due: Double
        var failures = 0
    }

    private var entries: [Entry]

    /// These chores, all due at once.
    package init(_ chores: [Chore], now: Double) {
        entries = chores.map { Entry(chore: $0, due: now) }
    }

    /// The chore to do next, and when.
    package var next: (chore: Chore, due: Double) {
        let first = entries.indices.min { entries[$0].due < entries[$1].due } ?? 0
        return (entries[first].chore, entries[first].due)
    }

    /// Whether the chore's last run failed.
    package func isFailing(_ chore: Chore) -> Bool {
        entries.contains { $0.chore == chore && $0.failures > 0 }
    }

    /// Puts a chore down for its next run. A relay that works again after it failed may have missed boards that changed
    /// more than a minute ago, so all boards are looked at. A chore that left something for another run is not put off.
    package mutating func finished(_ chore: Chore, succeeded: Bool, leftSome: Bool = false, now: Double) {
        for index in entries.indices where entries[index].chore == chore {
            let hadFailed = entries[index].failures > 0
            entries[index].failures = succeeded ? 0 : entries[index].failures + 1
            entries[index].due = now + (leftSome ? Self.breath : delay(entries[index]))
            if hadFailed, succeeded, chore == .relayRecent { bringForward(.relayAll, to: now) }
        }
    }

    private func delay(_ entry: Entry) -> Double {
        if entry.failures == 0 { return entry.chore.interval }
        // 1, 2, 4, 4, … seconds.
        return min(Double(1 << min(entry.failures - 1, 8)), Self.longestBackOff)
    }

    private mutating func bringForward(_ chore: Chore, to now: Double) {
        for index in entries.indices where entries[index].chore == chore {
            entries[index].due = min(entries[index].due, now)
        }
    }
}
