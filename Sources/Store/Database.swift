public import Postgres

/// One thread's way to PostgreSQL; the statements stand in one file per aggregate (`Boards`, `Bookings`, …).
///
/// Not Sendable: each thread makes its own.
public final class Database {
    let connection: PostgresConnection

    /// Statements go through `connection`, which nobody else uses.
    public init(_ connection: PostgresConnection) {
        self.connection = connection
    }

    func run(_ sql: String, _ parameters: [Parameter] = []) throws(PostgresError) -> Rows {
        try connection.run(sql, parameters)
    }
}
