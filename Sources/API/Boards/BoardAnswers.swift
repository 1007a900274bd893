import HTTP
import Scheduling
import Store
import Synchronization

/// Whole answers to reads of boards, as they were written last, by the bytes of the request: a request like one of the
/// last seconds is neither taken apart nor answered anew while its board is still the latest.
///
/// Profiled: of 49 µs of processor that a board took from memory, 31 were spent on taking the request apart and putting
/// the answer together.
final class BoardAnswers: Sendable {
    /// A status line with its fields, and what follows.
    struct Answer: Sendable {
        let head: [UInt8]
        let body: [UInt8]
    }

    private struct Memo: Sendable {
        let answer: Answer
        let board: EncodedBoard
        let key: BoardKey
        let window: BoardWindow
        let madeAt: ContinuousClock.Instant
    }

    /// What else an answer depends on is looked at again so often: whose school the host is, the epoch, the day.
    private static let lifetime = Duration.seconds(2)
    /// Answers; their bytes are the boards' own, as a rule.
    private static let capacity = 4000

    private let boards: Boards
    private let memos = Mutex<[[UInt8]: Memo]>([:])

    init(boards: Boards) {
        self.boards = boards
    }

    /// The answer to a request of this shape (`Request.shape`), if it is still right.
    func find(_ shape: [UInt8]) -> Answer? {
        guard !shape.isEmpty, let memo = memos.withLock({ $0[shape] }), .now - memo.madeAt < Self.lifetime,
            boards.isLatest(memo.board, memo.key, memo.window)
        else { return nil }
        return memo.answer
    }

    /// Keeps an answer that shows this board.
    func keep(
        _ response: Response, to shape: [UInt8], showing board: EncodedBoard, _ key: BoardKey, _ window: BoardWindow
    ) {
        guard !shape.isEmpty else { return }
        let answer = Answer(head: response.head, body: response.body)
        let memo = Memo(answer: answer, board: board, key: key, window: window, madeAt: .now)
        memos.withLock { memos in
            if memos.count >= Self.capacity { memos.removeAll() }
            memos[shape] = memo
        }
    }
}
