import Locks

/// Schools by host name, as the threads of a process know them. A minute old at most; older only while PostgreSQL is
/// away.
public final class SchoolCache: Sendable {
    /// Host names come from outside: no more than this many are kept.
    private static let capacity = 1000

    private struct Entry {
        let school: School?
        var readAt: ContinuousClock.Instant
    }

    private let lifetime: Duration
    private let state = Lock<[String: Entry]>([:])

    /// What was read is believed for `lifetime`: a host name may be given to a school at any time.
    public init(lifetime: Duration = .seconds(60)) {
        self.lifetime = lifetime
    }

    /// The school of `host`, by `read` where it is unknown or too old.
    public func school<Failure: Error>(
        _ host: String, _ read: () throws(Failure) -> School?
    ) throws(Failure) -> School? {
        let (known, isFresh) = look(host)
        if isFresh, let known { return known.school }
        do {
            let school = try read()
            keep(school, host)
            return school
        } catch {
            guard let known else { throw error }
            return known.school
        }
    }

    /// What is known of a host. While one thread asks, and until the next lifetime should it ask in vain, the others go
    /// on with the last: an outage must not cost every thread a timeout.
    private func look(_ host: String) -> (known: Entry?, isFresh: Bool) {
        state.withLock { schools in
            guard let known = schools[host] else { return (nil, false) }
            let now = ContinuousClock.now
            let isFresh = now - known.readAt < lifetime
            if !isFresh { schools[host]?.readAt = now }
            return (known, isFresh)
        }
    }

    private func keep(_ school: School?, _ host: String) {
        state.withLock { schools in
            if schools.count >= Self.capacity { schools.removeAll() }
            schools[host] = Entry(school: school, readAt: .now)
        }
    }
}
