import Locks
package import Scheduling
package import Store
import Synchronization

/// The boards in a process's memory, for all its threads.
///
/// A board is shown from here without asking anybody, as long as the process is sure to hear of every change: its own
/// machine's through `ChangeNotes`, at once; those of other machines and of jobs through `ChangeFeed`, as soon as Redis
/// has passed them on, and never later than `ChangeFeed.grace`, for then the feed counts as interrupted.
package final class Boards: Sendable {
    /// Bytes of memory for boards, about.
    private static let capacity = 48 << 20
    /// Nothing is believed for longer, whatever the feed says.
    private static let lifetime = Duration.seconds(60)
    /// What else an answer depends on is looked at again so often, as often as the epoch itself: whose school the host is, the
    /// epoch, the day. The edge's cache asks every two seconds, and shall find an answer twice of three times.
    package static let lifetimeOfAnswers = Duration.seconds(5)
    /// While Redis is away PostgreSQL is asked once so often for each board and process.
    private static let lifetimeWithoutRedis = Duration.seconds(1)

    private let shelf = Lock(BoardShelf(capacity: capacity))
    /// The changes that this machine's processes have made.
    private let noted: ChangeNotes
    /// The changes that this process has heard of, whoever made them. Written under the shelf's lock.
    private let heard: ChangeNotes
    private let interruptions = Atomic(0)
    /// Nanoseconds of the monotonic clock until which every change published so far is known to have been heard.
    private let heardUntil = Atomic<UInt64>(0)

    package init(notes: ChangeNotes) throws(ChangeNotes.MappingError) {
        noted = notes
        heard = try ChangeNotes(path: nil)
    }

    // MARK: Requests

    /// For who sets out to read a board: before the reading begins, so that no later change is missed. Takes no lock.
    package func ticket(_ key: BoardKey) -> BoardShelf.Ticket {
        BoardShelf.Ticket(
            interruptions: interruptions.load(ordering: .acquiring), heard: heard.count(of: key),
            noted: noted.count(of: key),
            isListening: heardUntil.load(ordering: .acquiring) > MonotonicClock.now)
    }

    /// The latest board, from memory.
    package func latest(_ key: BoardKey, _ window: BoardWindow, epoch: String, _ ticket: BoardShelf.Ticket)
        -> EncodedBoard?
    {
        let moment = ContinuousClock.now - Self.lifetime
        return shelf.withLock { $0.latest(key, window, epoch: epoch, ticket, since: moment) }
    }

    /// What a request of this shape (`Request.shape`) was answered within the last seconds, while its board is the latest,
    /// and the ticket under which it is: while that stays the same, so does the answer.
    package func answer(to shape: [UInt8], epoch: String) -> (written: BoardShelf.Written, ticket: BoardShelf.Ticket)? {
        let now = ContinuousClock.now
        return shelf.withLock { shelf in
            guard let key = shelf.board(askedForBy: shape, since: now - Self.lifetimeOfAnswers) else { return nil }
            let ticket = ticket(key)
            return shelf.answer(to: shape, epoch: epoch, ticket, since: now - Self.lifetime).map { ($0, ticket) }
        }
    }

    /// Keeps how a request was answered with a board that is in memory.
    package func write(
        _ answer: BoardShelf.Answer, to shape: [UInt8], showing board: EncodedBoard, _ key: BoardKey,
        _ window: BoardWindow
    ) {
        shelf.withLock { $0.write(answer, to: shape, showing: board, key, window, at: .now) }
    }

    /// The board that was last in memory, and what the changes heard of since make of it: perhaps the latest. Whoever has the
    /// latest version's number can tell.
    package func known(_ key: BoardKey, _ window: BoardWindow) -> EncodedBoard? {
        known(key, window, since: ContinuousClock.now - Self.lifetime)
    }

    /// The same, however long ago it was read, where it comes to this version: for the time PostgreSQL is away.
    package func known(_ key: BoardKey, _ window: BoardWindow, epoch: String, at version: Int) -> EncodedBoard? {
        known(key, window, since: nil).flatMap { $0.epoch == epoch && $0.version >= version ? $0 : nil }
    }

    private func known(
        _ key: BoardKey, _ window: BoardWindow, since moment: ContinuousClock.Instant?
    ) -> EncodedBoard? {
        guard let known = shelf.withLock({ $0.known(key, window, since: moment) }) else { return nil }
        var board = known.board
        while let change = known.changes.last(where: { $0.version == board.version + 1 }),
            let next = ChangeMessage(change.payload).flatMap(board.next(after:))
        {
            board = next
        }
        return board
    }

    /// A board of the last second, for the time Redis is away.
    package func recent(_ key: BoardKey, _ window: BoardWindow, epoch: String, _ ticket: BoardShelf.Ticket)
        -> EncodedBoard?
    {
        let moment = ContinuousClock.now - Self.lifetimeWithoutRedis
        return shelf.withLock { $0.recent(key, window, epoch: epoch, ticket, since: moment) }
    }

    /// Keeps what was read under a ticket.
    package func keep(_ board: EncodedBoard, _ key: BoardKey, _ window: BoardWindow, _ ticket: BoardShelf.Ticket) {
        shelf.withLock { $0.keep(board, key, window, ticket, at: .now) }
    }

    /// A request has changed this board: after its publish, before its answer.
    package func note(_ key: BoardKey, _ change: ChangeMessage?) {
        if let change {
            shelf.withLock { $0.keep(.init(version: change.version, payload: change.payload), of: key) }
        }
        noted.note(key)
    }

    // MARK: The feed

    /// A change was published, perhaps on another machine.
    package func hear(_ key: BoardKey, _ payload: [UInt8]) {
        guard let (epoch, version) = ChangeMessage.head(of: payload) else { return }
        shelf.withLock { shelf in
            shelf.keep(.init(version: version, payload: payload), of: key)
            shelf.hear(key, epoch: epoch, version: version, after: heard.count(of: key))
            // After the shelf, for a ticket of the new count must not stand for an answer of the shelf before.
            heard.note(key)
        }
    }

    /// Everything that was published before this moment has been heard.
    package func heard(until moment: UInt64) {
        heardUntil.store(moment, ordering: .releasing)
    }

    /// Changes may be missed from here on.
    package func interrupt() {
        heardUntil.store(0, ordering: .releasing)
        interruptions.add(1, ordering: .releasing)
    }
}
