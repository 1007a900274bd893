import Logging
import Postgres
import Store

/// Keeps the months of history: those to come get their partitions in time, those that are kept long enough are dropped.
struct Archivist {
    let database: Database
    let log: Logger

    func keepHistory() throws(PostgresError) {
        for partition in try unlessBusy(database.makeHistoryPartitions) { log.notice("made \(partition)") }
        for partition in try unlessBusy(database.dropHistoryPartitions) { log.notice("dropped \(partition)") }
    }

    /// While somebody reads the history for long, an export say, trying again soon would only hold bookings up: there are
    /// months of time.
    private func unlessBusy(_ change: () throws(PostgresError) -> [String]) throws(PostgresError) -> [String] {
        do throws(PostgresError) {
            return try change()
        } catch {
            guard error.isLockTimeout else { throw error }
            log.notice("the history is in use: its partitions are seen to tomorrow")
            return []
        }
    }
}
