public import Postgres
public import Scheduling

/// Boards: a version and the slots that go with it, always from one statement, the version always from the board's row.
extension Database {
    /// The cluster's timeline and the counter that a restore raises: versions of two epochs cannot be compared.
    public func epoch() throws(PostgresError) -> String {
        var row = try run("select board_epoch()").row(0)
        return try row.text()
    }

    /// A teacher's board over `window`, withdrawn slots left out; nil where the school has no such teacher.
    public func board(_ key: BoardKey, window: BoardWindow) throws(PostgresError) -> Board? {
        let rows = try run(
            Self.boardStatement,
            [.integer(key.school), .integer(key.teacher), .text("\(window.from)"), .integer(window.days)])
        guard rows.count > 0 else { return nil }
        var head = rows.row(0)
        let epoch = try head.text(), version = try head.int(), timeZone = try head.text()
        let span = try head.instant()..<head.instant()
        return Board(timeZone: timeZone, epoch: epoch, version: version, span: span, slots: try slots(of: rows))
    }

    /// What changed on a board after version `since`: the newest state of each slot that has not ended.
    /// nil where the school has no such teacher.
    public func changes(_ key: BoardKey, since: Int) throws(PostgresError) -> BoardChanges? {
        try changes([(key, since)])[0]
    }

    /// The same of many boards, each since its version, in one statement; in the order they are asked for.
    public func changes(_ wishes: [(board: BoardKey, since: Int)]) throws(PostgresError) -> [BoardChanges?] {
        let rows = try run(
            Self.changesStatement,
            [
                .integers(wishes.map(\.board.school)), .integers(wishes.map(\.board.teacher)),
                .integers(wishes.map(\.since)),
            ])
        var heads = [BoardChanges?](repeating: nil, count: wishes.count)
        var slots = [[Slot]](repeating: [], count: wishes.count)
        for index in 0..<rows.count {
            var row = rows.row(index)
            let wish = try row.int() - 1
            heads[wish] = BoardChanges(
                epoch: try row.text(), version: try row.int(), oldest: try row.int(), slots: [])
            if let slot = try row.optionalSlot() { slots[wish].append(slot) }
        }
        return zip(heads, slots).map { head, slots in
            head.map { BoardChanges(epoch: $0.epoch, version: $0.version, oldest: $0.oldest, slots: slots) }
        }
    }

    /// The slots behind the five columns that head each row of a board; a board without slots is one row.
    private func slots(of rows: Rows) throws(PostgresError) -> [Slot] {
        try rows.map { (row) throws(PostgresError) in
            row.skip(5)
            return try row.optionalSlot()
        }.compactMap(\.self)
    }

    /// The versions of `boards`; those the database does not have are left out.
    public func versions(of boards: [BoardKey]) throws(PostgresError) -> [BoardKey: Int] {
        try versions(
            """
            select b.school_id, b.teacher_id, b.version
              from unnest($1::bigint[], $2::bigint[]) as wanted (school_id, teacher_id)
              join board b using (school_id, teacher_id)
            """, [.integers(boards.map(\.school)), .integers(boards.map(\.teacher))])
    }

    /// Every board of a school.
    public func boards(school: Int) throws(PostgresError) -> [BoardKey] {
        try run("select teacher_id from board where school_id = $1::bigint", [.integer(school)])
            .map { (row) throws(PostgresError) in BoardKey(school: school, teacher: try row.int()) }
    }

    /// The versions of boards changed in the last `seconds`; nil is all boards.
    public func versions(changedWithin seconds: Int?) throws(PostgresError) -> [BoardKey: Int] {
        try versions(
            """
            select school_id, teacher_id, version
              from board
             where $1::int is null
                or changed_at > clock_timestamp() - make_interval(secs => $1::int)
            """, [seconds.map { .integer($0) } ?? .null])
    }

    private func versions(_ sql: String, _ parameters: [Parameter]) throws(PostgresError) -> [BoardKey: Int] {
        let pairs = try run(sql, parameters).map { (row) throws(PostgresError) in
            (BoardKey(school: try row.int(), teacher: try row.int()), try row.int())
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    /// Whether `f` starts on one of the $4 days from $3, dates in the zone of teacher `t`.
    static let startsInWindow = """
        f.starts_at >= \(windowBegins) and f.starts_at < \(windowEnds)
        """
    private static let windowBegins = "unix_seconds($3::date::timestamp at time zone t.time_zone)"
    private static let windowEnds = "unix_seconds(($3::date + $4::int)::timestamp at time zone t.time_zone)"

    private static let boardStatement = """
        select board_epoch(), board.version, t.time_zone, \(windowBegins), \(windowEnds), \(Columns.slot)
          from board
          join teacher t on t.school_id = board.school_id and t.id = board.teacher_id
          left join slot_face f
            on f.school_id = board.school_id
           and f.teacher_id = board.teacher_id
           and not f.withdrawn
           and \(startsInWindow)
         where board.school_id = $1::bigint
           and board.teacher_id = $2::bigint
         order by f.starts_at
        """

    /// The slots are walled off (`offset 0`), so that their version is looked at before their times: five times as fast.
    private static let changesStatement = """
        select wanted.number, board_epoch(), board.version, board.oldest, \(Columns.slot)
          from unnest($1::bigint[], $2::bigint[], $3::bigint[])
                 with ordinality as wanted (school_id, teacher_id, since, number)
          join board on board.school_id = wanted.school_id and board.teacher_id = wanted.teacher_id
          left join lateral (
                 select \(Columns.slot)
                   from slot_face f
                  where f.school_id = board.school_id
                    and f.teacher_id = board.teacher_id
                    and f.version > wanted.since
                    and f.starts_at > unix_seconds(now()) - 86400
                    and f.ends_at > unix_seconds(now())
                 offset 0
               ) f on true
         order by wanted.number, f.starts_at
        """
}
