import Locks

/// Buckets of one process, for the time that those all processes share cannot be reached.
///
/// The generic cell rate algorithm (ITU-T I.371, Annex A): of each bucket only the moment is kept at which it will be
/// full again. Each charge moves it on by one interval, and is refused where it would lie more than a window ahead.
/// The script in `Store.RateLimits` does the same.
public final class BucketTable: Sendable {
    /// The bucket of everybody who comes while the table is full of buckets in use: crowded, but never open.
    private static let crowd = "*"

    private let capacity: Int
    private let start = ContinuousClock.now
    private let state = Lock(State())

    private struct State {
        var fullAt: [String: Int] = [:]
        var sweptAt = 0
    }

    /// A table of at most so many buckets.
    public init(capacity: Int = 20_000) {
        self.capacity = capacity
    }

    /// Takes one from each bucket, or from none where one of them is empty; nil where there is nothing to take from.
    public func take(_ charges: [Charge]) -> Verdict? {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return take(charges, now: Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
    }

    /// The same at a moment of the caller's, in microseconds of a steady clock.
    public func take(_ charges: [Charge], now: Int) -> Verdict? {
        state.withLock { state in
            makeRoom(in: &state, for: charges.count, now: now)
            var due: [(key: String, moment: Int)] = []
            for charge in charges {
                let key =
                    state.fullAt[charge.key] != nil || state.fullAt.count + due.count < capacity
                    ? charge.key : Self.crowd
                let moment = max(state.fullAt[key] ?? 0, now) + charge.quota.interval
                let over = moment - charge.quota.span - now
                if over > 0 { return Verdict(charge, due: moment - now, over: over) }
                due.append((key, moment))
            }
            for (key, moment) in due { state.fullAt[key] = moment }
            guard let first = charges.first else { return nil }
            return Verdict(first, due: due[0].moment - now)
        }
    }

    /// Puts one back.
    public func giveBack(_ charge: Charge) {
        state.withLock { $0.fullAt[charge.key]? -= charge.quota.interval }
    }

    /// Buckets that are full again are as good as none; looked for once a second at most.
    private func makeRoom(in state: inout State, for count: Int, now: Int) {
        guard state.fullAt.count + count > capacity, now - state.sweptAt >= 1_000_000 else { return }
        state.fullAt = state.fullAt.filter { $0.value > now }
        state.sweptAt = now
    }
}
