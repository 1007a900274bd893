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
    func write(
        _ sql: String, _ parameters: [Parameter], nothing: Outcome = .none
    ) throws(PostgresError) -> WriteResult {
        try WriteResult(run(sql, parameters), nothing: nothing)
    }
}
