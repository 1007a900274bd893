import Logging
import Postgres
import Redis
import Scheduling
import Store

/// Lets expired holds go, one board per transaction, and tells the pages and the people. Nobody has to wait for it: a hold past its
/// time counts as open everywhere.
struct Sweeper {
    /// Holds looked at in one run; the rest comes with the next.
    private static let mostHolds = 500

    let database: Database
    let redis: RedisConnection
    let log: Logger

    func sweep() throws(PostgresError) {
        let boards = try database.boardsWithExpiredHolds(limit: Self.mostHolds)
        guard !boards.isEmpty else { return }
        let epoch = try database.epoch()
        for board in boards {
            do throws(PostgresError) {
                publish(try database.sweepHolds(board), of: board, epoch: epoch)
            } catch {
                // Somebody holds this board: its turn comes again in a second.
                guard error.isLockTimeout else { throw error }
                log.debug("board \(board.school):\(board.teacher) is busy")
            }
        }
    }

    /// What does not get through is relayed a second later.
    private func publish(_ result: WriteResult, of board: BoardKey, epoch: String) {
        let news = result.boardNews(school: board.school, epoch: epoch)
        guard !news.isEmpty else { return }
        do throws(RedisError) {
            try Publisher.publish(news, to: result.ownNews(school: board.school), redis)
        } catch {
            log.debug("\(error)")
        }
    }
}
