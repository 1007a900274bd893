public import Postgres
public import Scheduling

/// Holds: a slot kept for one student for a few minutes. A student has one at a time.
extension Database {
    /// Holds a slot; another hold of the same student is let go in the same transaction.
    public func hold(slot: Int, student: Int, school: Int) throws(PostgresError) -> WriteResult {
        try write(
            "select * from hold_slot($1::bigint, $2::bigint, $3::bigint)",
            [.integer(school), .integer(student), .integer(slot)])
    }

    /// Lets a hold go; `none` where there was none.
    public func releaseHold(slot: Int, student: Int, school: Int) throws(PostgresError) -> WriteResult {
        try write(
            "select * from release_hold($1::bigint, $2::bigint, $3::bigint)",
            [.integer(school), .integer(student), .integer(slot)])
    }

    /// A student's hold that has not run out.
    public func holds(of student: Int, school: Int) throws(PostgresError) -> [Hold] {
        let rows = try run(
            """
            select slot_id, unix_seconds(expires_at)
              from hold
             where school_id = $1::bigint
               and student_id = $2::bigint
               and expires_at > clock_timestamp()
            """, [.integer(school), .integer(student)])
        return try rows.map { (row) throws(PostgresError) in
            Hold(slotID: try row.int(), expiresAt: try row.instant())
        }
    }

    /// Boards that have holds which ran out: at most `limit`.
    public func boardsWithExpiredHolds(limit: Int) throws(PostgresError) -> [BoardKey] {
        let rows = try run(
            """
            select distinct s.school_id, s.teacher_id
              from (select school_id, slot_id
                      from hold
                     where expires_at <= now()
                     order by expires_at
                     limit $1::int) h
              join slot s on s.school_id = h.school_id and s.id = h.slot_id
            """, [.integer(limit)])
        return try rows.map { (row) throws(PostgresError) in
            BoardKey(school: try row.int(), teacher: try row.int())
        }
    }

    /// Lets the expired holds of one board go, in one transaction.
    public func sweepHolds(_ board: BoardKey) throws(PostgresError) -> WriteResult {
        try write(
            "select * from sweep_holds($1::bigint, $2::bigint)", [.integer(board.school), .integer(board.teacher)])
    }
}
