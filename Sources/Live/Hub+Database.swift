import Logging
import Scheduling
import Store

extension Hub {
    package func take(_ answers: [Answer]) {
        for answer in answers {
            if case .failed(let question, let reason) = answer {
                fail(question, reason)
                continue
            }
            if !isDatabaseAnswering { log.notice("PostgreSQL answers again") }
            isDatabaseAnswering = true
            take(answer)
        }
    }

    private func take(_ answer: Answer) {
        switch answer {
        case .epoch(let epoch):
            isAskingEpoch = false
            learn(epoch)
        case .versions(let versions):
            isPolling = false
            for room in Array(rooms.values) {
                guard let version = versions[room.board] else { continue }
                perform(room.topic.hear(version: version), in: room)
            }
        case .changes(let board, let news):
            learn(news.epoch)
            guard let room = rooms[Keys.channel(board)] else { return }
            let effects = room.topic.answered(version: news.version, oldest: news.oldest, slots: news.slots)
            perform(effects, in: room)
        case .sessions(let number, let live): take(live, ofCheck: number)
        case .gone(let board): close(board)
        case .failed: break
        }
    }

    /// A board that the database does not have: whoever comes back for it is told so at the door.
    private func close(_ board: BoardKey) {
        directory.forget(board)
        guard let room = rooms[Keys.channel(board)] else { return }
        log.notice("board \(board.school):\(board.teacher) is gone: its streams end")
        for seat in room.seats { end(seat.stream, retry: .random(in: Self.retryAfterLife)) }
        leave(room)
    }

    private func fail(_ question: Question, _ reason: String) {
        if isDatabaseAnswering { log.warning("PostgreSQL does not answer: \(reason)") }
        isDatabaseAnswering = false
        switch question {
        case .epoch: isAskingEpoch = false
        case .versions: isPolling = false
        case .sessions(let number, _): take(nil, ofCheck: number)
        case .changes(let board, _):
            guard let room = rooms[Keys.channel(board)] else { return }
            perform(room.topic.readFailed(), in: room)
        }
    }

    func askEpoch() {
        guard !isAskingEpoch else { return }
        isAskingEpoch = true
        reader.ask(.epoch)
    }

    /// A new epoch voids every version that anybody knows.
    private func learn(_ epoch: String) {
        guard epoch != self.epoch else { return }
        let isFirst = self.epoch == nil
        self.epoch = epoch
        if !isFirst {
            log.notice("the epoch is \(epoch) now: every board is told anew")
            for room in Array(rooms.values) {
                // A reader that stands still now, or when the reset sets out, asks for it once it reads on.
                for seat in room.seats { seat.position.epochChanged() }
                perform(room.topic.epochChanged(), in: room)
            }
        }
        let waiting = arrivals
        arrivals = []
        for arrival in waiting { open(arrival) }
    }

    /// While a part is away: looks for changes that Redis would have told, and whether PostgreSQL is back.
    func poll() {
        if epoch == nil || !isDatabaseAnswering { askEpoch() }
        if !isRedisConnected { verifyAllSessions() }
        guard !isRedisConnected, !isPolling, !rooms.isEmpty else { return }
        isPolling = true
        reader.ask(.versions(rooms.values.map(\.board)))
    }
}
