import Postgres
import Scheduling
import Store
import Synchronization

/// The little that the threads of a process share: things that are costly to read and may be some seconds old.
final class SharedState: Sendable {
    let databaseServer = ServerWatch()
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
