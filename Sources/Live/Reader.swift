import Glibc
package import Postgres
package import Scheduling
package import Store
import Synchronization

/// What the loop wants to know of PostgreSQL.
package enum Question: Sendable {
    case epoch
    case changes(BoardKey, since: Int)
    case versions([BoardKey])
    /// Which of the sessions live, by the number of the check.
    case sessions(Int, [SessionKey])

    fileprivate var wish: (board: BoardKey, since: Int)? {
        if case .changes(let board, let since) = self { (board, since) } else { nil }
    }

    fileprivate var isOfChanges: Bool { wish != nil }
}

/// What PostgreSQL said.
package enum Answer: Sendable {
    case epoch(String)
    case changes(BoardKey, BoardNews)
    case versions([BoardKey: Int])
    case sessions(Int, live: Set<SessionKey>)
    /// There is no such board any more.
    case gone(BoardKey)
    case failed(Question, reason: String)
}

/// The changes of a board since a version, encoded.
package struct BoardNews: Sendable {
    let epoch: String
    let version: Int
    let oldest: Int
    let slots: [SlotState]

    /// Of more slots than an event may carry only the newest are encoded, with one more to show that there are more.
    package init(_ changes: BoardChanges) {
        epoch = changes.epoch
        version = changes.version
        oldest = changes.oldest
        let newest = changes.slots.sorted { $0.version > $1.version }.prefix(Event.mostSlots + 1)
        slots = newest.map(SlotState.init)
    }
}

/// The loop's way to PostgreSQL: a thread that asks one question after another, so that the loop never waits.
package final class Reader: Sendable {
    /// Answers are handed over in parts of this size: after a break of Redis there is a question for every topic.
    private static let mostAnswers = 50
    /// Microseconds between two batches: where a thousand boards get their first watcher, or Redis is back, questions
    /// gather that one statement answers. A statement is mostly planning.
    private static let pace: UInt32 = 10_000

    private let questions = Questions()
    private let conninfo: String
    private let server: ServerWatch

    package init(conninfo: String, watch: ServerWatch = ServerWatch()) {
        self.conninfo = conninfo
        server = watch
    }

    func ask(_ question: Question) {
        questions.put(question)
    }

    /// Makes `run` return after the question it is at.
    func stop() {
        questions.close()
    }

    /// Answers questions until it is stopped.
    func run(deliver: ([Answer]) -> Void) {
        let database = Database(PostgresConnection(conninfo, answerTimeout: 3000, watch: server))
        while let batch = questions.take(atMost: Self.mostAnswers) {
            var answers: [Answer] = []
            var lost: PostgresError?
            for part in Self.together(batch) {
                do throws(PostgresError) {
                    // What failed for one question for want of a connection fails for the others of the batch.
                    if let lost { throw lost }
                    answers += try answer(part, database)
                } catch {
                    if error.isConnection { lost = error }
                    answers += part.map { .failed($0, reason: "\(error)") }
                }
            }
            deliver(answers)
            usleep(Self.pace)
        }
    }

    /// Questions that one statement answers: the boards of a thousand first watchers are read at once.
    private static func together(_ batch: [Question]) -> [[Question]] {
        let boards = batch.filter(\.isOfChanges)
        return batch.filter { !$0.isOfChanges }.map { [$0] } + (boards.isEmpty ? [] : [boards])
    }

    private func answer(_ questions: [Question], _ database: Database) throws(PostgresError) -> [Answer] {
        switch questions[0] {
        case .epoch: return [.epoch(try database.epoch())]
        case .versions(let boards): return [.versions(try database.versions(of: boards))]
        case .sessions(let number, let sessions):
            return [.sessions(number, live: try database.live(of: sessions))]
        case .changes:
            let wishes = questions.compactMap(\.wish)
            return zip(wishes, try database.changes(wishes)).map { wish, changes in
                changes.map { .changes(wish.board, BoardNews($0)) } ?? .gone(wish.board)
            }
        }
    }
}

/// Questions in the order they were asked.
///
/// Sendable because the list is behind its mutex and the semaphore, which counts what is in it, is made for threads.
private final class Questions: @unchecked Sendable {
    private struct State {
        var waiting: [Question] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let filled = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() {
        let status = sem_init(filled, 0, 0)
        precondition(status == 0, "a semaphore of this process can be made")
    }

    deinit {
        sem_destroy(filled)
        filled.deallocate()
    }

    func put(_ question: Question) {
        state.withLock { $0.waiting.append(question) }
        sem_post(filled)
    }

    func close() {
        state.withLock { $0.isClosed = true }
        sem_post(filled)
    }

    /// Waits for questions; nil once closed.
    func take(atMost count: Int) -> [Question]? {
        while true {
            let (batch, isClosed) = state.withLock { state in
                let batch = Array(state.waiting.prefix(count))
                state.waiting.removeFirst(batch.count)
                return (batch, state.isClosed)
            }
            if isClosed { return nil }
            if !batch.isEmpty { return batch }
            while sem_wait(filled) != 0, errno == EINTR {}
        }
    }
}
