public import Postgres
import Scheduling

/// One thread's way to PostgreSQL; the statements stand in one file per aggregate (`Boards`, `Bookings`, …).
///
/// Not Sendable: each thread makes its own.
public final class Database {
    let connection: PostgresConnection
    /// nil on the primary, whose answers always count.
    private let condition: Condition?

    /// Statements go through `connection`, which nobody else uses.
    public init(_ connection: PostgresConnection) {
        self.connection = connection
        condition = nil
    }

    /// Statements go to a replica through `connection`; each throws where it has not replayed the log up to `position`.
    public init(replica connection: PostgresConnection, from position: LogPosition) {
        self.connection = connection
        condition = Self.hasReplayed(position)
    }

    /// Runs one statement.
    func run(_ sql: String, _ parameters: [Parameter] = []) throws(PostgresError) -> Rows {
        guard let condition else { return try connection.run(sql, parameters) }
        return try connection.run(sql, parameters, provided: condition)
    }

    /// Runs a write function. `nothing` is how it ended where it answers without rows.
    func write(
        _ sql: String, _ parameters: [Parameter], nothing: Outcome = .none
    ) throws(PostgresError) -> WriteResult {
        try WriteResult(run(sql, parameters), nothing: nothing)
    }
}
