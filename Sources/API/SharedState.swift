import Limits
import Locks
import Postgres
import Scheduling
import Store
import Synchronization

/// The little that the threads of a process share: things that are costly to read and may be some seconds old.
final class SharedState: Sendable {
    let databaseServer = ServerWatch()
    let epoch = Epoch()
    let schools = SchoolCache()
    let boards: Boards
    let searches = Searches()
    let redisWatch = RedisWatch()
    let guardWatch = RedisWatch()
    let replica = ReplicaWatch()
    /// What is counted here while the guard is away.
    let buckets = BucketTable()
    let hashing: HashingRoom

    /// For a process of so many threads: at most half of them may be busy with passwords. The processes of the machine
    /// take turns by locks in `folder`.
    init(threads: Int, folder: String, notes: ChangeNotes) throws {
        boards = try Boards(notes: notes)
        hashing = try HashingRoom(seats: max(1, threads / 2), folder: folder)
    }
}

/// The board epoch, read again every few seconds; while PostgreSQL is away the last one counts.
package final class Epoch: Sendable {
    private static let lifetime: Duration = .seconds(5)

    private let state = Lock<(epoch: String, readAt: ContinuousClock.Instant)?>(nil)
    private let replaced = Atomic(0)

    /// Nothing is known yet.
    package init() {}

    /// The epoch as it was read last, however long ago.
    package var known: String? { state.withLock { $0?.epoch } }

    /// How often another epoch was read than the last one: while this stays the same, so does `known`. Takes no lock.
    package var changes: Int { replaced.load(ordering: .acquiring) }

    /// The epoch, by `read` where it was never read or is too old.
    package func current<Failure: Error>(_ read: () throws(Failure) -> String) throws(Failure) -> String {
        let known = state.withLock { state in
            defer {
                // While one thread asks, and until the next lifetime should it ask in vain, the others go on with the
                // last one: an outage must not cost every thread a timeout.
                if let known = state, .now - known.readAt >= Self.lifetime { state?.readAt = .now }
            }
            return state
        }
        if let known, .now - known.readAt < Self.lifetime { return known.epoch }
        do {
            let epoch = try read()
            replace(with: epoch)
            return epoch
        } catch {
            guard let known else { throw error }
            return known.epoch
        }
    }

    /// The epoch was read.
    package func replace(with epoch: String) {
        state.withLock { state in
            if state?.epoch != epoch { replaced.add(1, ordering: .releasing) }
            state = (epoch, .now)
        }
    }
}
