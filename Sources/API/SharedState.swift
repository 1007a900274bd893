import Scheduling
import Store
import Synchronization

/// The little that the threads of a process share: things that are costly to read and may be some seconds old.
final class SharedState: Sendable {
    let epoch = Epoch()
    let schools = SchoolCache()
    let localBoards = LocalBoards()
    let hashing: HashingRoom

    /// For a process of so many threads: at most half of them may be busy with passwords.
    init(threads: Int) {
        hashing = HashingRoom(seats: max(1, threads / 2))
    }
}

/// The board epoch, read again every few seconds; while PostgreSQL is away the last one counts.
final class Epoch: Sendable {
    static let lifetime: Duration = .seconds(5)

    private let state = Mutex<(epoch: String, readAt: ContinuousClock.Instant)?>(nil)

    /// The epoch, by `read` where it was never read or is too old.
    func current<Failure: Error>(_ read: () throws(Failure) -> String) throws(Failure) -> String {
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
            state.withLock { $0 = (epoch, .now) }
            return epoch
        } catch {
            guard let known else { throw error }
            return known.epoch
        }
    }
}

/// Schools by host name. A minute old at most; older only while PostgreSQL is away.
final class SchoolCache: Sendable {
    static let lifetime: Duration = .seconds(60)
    /// Host names come from outside: no more than this many are kept.
    static let capacity = 1000

    private let state = Mutex<[String: (school: School?, readAt: ContinuousClock.Instant)]>([:])

    /// The school of `host`, by `read` where it is unknown or too old.
    func school<Failure: Error>(
        _ host: String, _ read: () throws(Failure) -> School?
    ) throws(Failure) -> School? {
        let known = state.withLock { schools in
            defer {
                // As with the epoch: one thread asks, the others go on.
                if let known = schools[host], .now - known.readAt >= Self.lifetime { schools[host]?.readAt = .now }
            }
            return schools[host]
        }
        if let known, .now - known.readAt < Self.lifetime { return known.school }
        do {
            let school = try read()
            keep(school, host)
            return school
        } catch {
            guard let known else { throw error }
            return known.school
        }
    }

    private func keep(_ school: School?, _ host: String) {
        state.withLock { schools in
            if schools.count >= Self.capacity { schools.removeAll() }
            schools[host] = (school, .now)
        }
    }
}

/// Boards of the last second, for the time Redis is away: PostgreSQL is then asked once a second and board.
final class LocalBoards: Sendable {
    static let lifetime: Duration = .seconds(1)
    static let capacity = 1000

    struct Entry: Sendable {
        let version: Int
        let json: [UInt8]
        let readAt: ContinuousClock.Instant
    }

    private struct Key: Hashable {
        let board: BoardKey
        let window: BoardWindow
    }

    private let state = Mutex<[Key: Entry]>([:])

    func find(_ board: BoardKey, _ window: BoardWindow) -> Entry? {
        let entry = state.withLock { $0[Key(board: board, window: window)] }
        guard let entry, .now - entry.readAt < Self.lifetime else { return nil }
        return entry
    }

    func keep(_ board: BoardKey, _ window: BoardWindow, version: Int, json: [UInt8]) {
        state.withLock { boards in
            if boards.count >= Self.capacity { boards.removeAll() }
            boards[Key(board: board, window: window)] = Entry(version: version, json: json, readAt: .now)
        }
    }

    func forget(_ board: BoardKey) {
        state.withLock { boards in
            guard !boards.isEmpty else { return }
            boards = boards.filter { $0.key.board != board }
        }
    }
}
