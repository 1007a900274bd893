import Glibc
public import Postgres
import Scheduling

/// One thread's way to PostgreSQL; the statements stand in one file per aggregate (`Boards`, `Bookings`, …).
///
/// Not Sendable: each thread makes its own.
public final class Database {
    let connection: PostgresConnection

    /// Statements go through `connection`, which nobody else uses.
    public init(_ connection: PostgresConnection) {
        self.connection = connection
    }

    /// Runs one statement.
    func run(_ sql: String, _ parameters: [Parameter] = []) throws(PostgresError) -> Rows {
        try connection.run(sql, parameters)
    }

    /// Runs a write function. `nothing` is how it ended where it answers without rows.
    ///
    /// In a rush on one slot somebody may wait for its lock longer than the role's `lock_timeout`. They look once more,
    /// after a pause that occupies nothing of PostgreSQL's: by then the slot is mostly gone or the twin is done, and the
    /// function's first look, which takes no lock, says so. All write functions may be called again without harm.
    func write(
        _ sql: String, _ parameters: [Parameter], nothing: Outcome = .none
    ) throws(PostgresError) -> WriteResult {
        do {
            return try WriteResult(run(sql, parameters), nothing: nothing)
        } catch  where error.isLockTimeout {
            usleep(.random(in: 50_000...150_000))
            return try WriteResult(run(sql, parameters), nothing: nothing)
        }
    }
}
