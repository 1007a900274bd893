public import Postgres

/// How far the primary has written its log, and a replica replayed it.
extension Database {
    /// How old what a replica shows may be.
    public static let mostLag = Duration.seconds(2)

    /// The end of what the primary has on disk: whatever was acknowledged before lies below.
    public func writtenPosition() throws(PostgresError) -> LogPosition {
        let position = try position(run("select pg_current_wal_flush_lsn()::text"))
        guard let position else {
            throw PostgresError(.decoding, message: "no position", place: "column pg_current_wal_flush_lsn")
        }
        return position
    }

    /// How far a replica has come; nil where the server is none, or none any more.
    public func replayedPosition() throws(PostgresError) -> LogPosition? {
        try position(run("select pg_last_wal_replay_lsn()::text where pg_is_in_recovery()"))
    }

    /// What PostgreSQL calls the cluster: the same on the primary and all its standbys. Positions of two clusters tell nothing
    /// of each other.
    public func clusterIdentifier() throws(PostgresError) -> Int {
        var row = try run("select system_identifier from pg_control_system()").row(0)
        return try row.int()
    }

    private func position(_ rows: Rows) throws(PostgresError) -> LogPosition? {
        guard var row = rows.first else { return nil }
        return try row.optionalText().flatMap { LogPosition($0) }
    }

    /// Holds on a replica that has replayed the log up to `position`; a server that was promoted is none.
    static func hasReplayed(_ position: LogPosition) -> Condition {
        Condition(
            "select pg_is_in_recovery() and pg_last_wal_replay_lsn() >= $1::pg_lsn", [.text(position.description)])
    }
}
