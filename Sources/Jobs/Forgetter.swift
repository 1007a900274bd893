import Logging
import Postgres
import Scheduling
import Store

/// Deletes what has had its time, some of it at a time: keys of requests, sessions that are over, slots withdrawn long ago.
/// Nobody misses it before, and nobody waits for it.
struct Forgetter {
    /// Rows deleted in one transaction: some ten milliseconds.
    private static let mostRows = 1000
    /// Slots looked at for their boards in one run.
    private static let mostSlots = 500

    let database: Database
    let log: Logger

    /// Deletes one lot of each kind; whether there is more.
    func forget() throws(PostgresError) -> Bool {
        let keys = try database.forgetKeys(limit: Self.mostRows)
        let sessions = try database.forgetSessions(limit: Self.mostRows)
        let boards = try database.boardsWithForgettableSlots(limit: Self.mostSlots)
        var slots = 0
        for board in boards { slots += try forgetSlots(of: board) }
        if keys + sessions + slots > 0 {
            log.info("forgot \(keys) keys, \(sessions) sessions, \(slots) slots")
        }
        // Slots that somebody else has locked wait for the next hour.
        return keys == Self.mostRows || sessions == Self.mostRows || slots > 0
    }

    private func forgetSlots(of board: BoardKey) throws(PostgresError) -> Int {
        do throws(PostgresError) {
            return try database.forgetSlots(board)
        } catch {
            guard error.isLockTimeout else { throw error }
            log.debug("board \(board.school):\(board.teacher) is busy")
            return 0
        }
    }
}
