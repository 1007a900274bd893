public import Postgres
public import Scheduling

/// What is deleted when its time has come: small steps, which wait for nobody who books.
extension Database {
    /// Deletes idempotency keys older than seven days, at most `limit`; returns how many.
    public func forgetKeys(limit: Int) throws(PostgresError) -> Int {
        try count("select forget_keys($1::int)", [.integer(limit)])
    }

    /// Deletes sessions that are over for a day, at most `limit`; returns how many.
    public func forgetSessions(limit: Int) throws(PostgresError) -> Int {
        try count("select forget_sessions($1::int)", [.integer(limit)])
    }

    /// Boards with slots that were withdrawn 30 days ago and that nobody ever booked: at most `limit`.
    public func boardsWithForgettableSlots(limit: Int) throws(PostgresError) -> [BoardKey] {
        try run(
            """
            select distinct s.school_id, s.teacher_id
              from (select school_id, teacher_id
                      from slot
                     where withdrawn_at < now() - interval '30 days'
                       and not exists (
                           select
                             from booking b
                            where b.school_id = slot.school_id
                              and b.slot_id = slot.id)
                     order by withdrawn_at
                     limit $1::int) s
            """, [.integer(limit)]
        ).map { (row) throws(PostgresError) in BoardKey(school: try row.int(), teacher: try row.int()) }
    }

    /// Deletes such slots of one board, in one transaction; returns how many. Those that somebody is writing stay.
    public func forgetSlots(_ board: BoardKey) throws(PostgresError) -> Int {
        try count("select forget_slots($1::bigint, $2::bigint)", [.integer(board.school), .integer(board.teacher)])
    }

    /// Makes the monthly partitions of history that are missing; returns their names.
    public func makeHistoryPartitions() throws(PostgresError) -> [String] {
        try run("select make_history_partitions()").map { (row) throws(PostgresError) in try row.text() }
    }

    /// Drops the partitions of history that are older than is kept; returns their names.
    public func dropHistoryPartitions() throws(PostgresError) -> [String] {
        try run("select drop_history_partitions()").map { (row) throws(PostgresError) in try row.text() }
    }

    private func count(_ sql: String, _ parameters: [Parameter]) throws(PostgresError) -> Int {
        var row = try run(sql, parameters).row(0)
        return try row.int()
    }
}
