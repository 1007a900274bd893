public import Postgres
public import Scheduling

/// Bookings. Each write is one SQL function: one round trip, one transaction.
extension Database {
    /// A client's key for one wish, and a hash of the wish (draft-ietf-httpapi-idempotency-key-header).
    public struct IdempotencyKey: Sendable {
        /// As it was sent.
        public let text: String
        /// SHA-256 of the request, 32 bytes.
        public let requestHash: [UInt8]

        /// A key as the client sent it, 1 … 255 characters, and the SHA-256 of what it was sent with.
        public init(text: String, requestHash: [UInt8]) {
            self.text = text
            self.requestHash = requestHash
        }
    }

    /// Books a place on a slot.
    ///
    /// In a rush somebody may wait for the slot's lock longer than the role's `lock_timeout`. Where the matter was
    /// decided meanwhile (the seat is gone, the twin is done) they ask once more, and the function's first look, which
    /// takes no lock, says so. Where it was not, the time-out stands: a second wait would only occupy the pool.
    public func book(
        slot: Int, student: Int, school: Int, note: String?, key: IdempotencyKey
    ) throws(PostgresError) -> WriteResult {
        func ask() throws(PostgresError) -> WriteResult {
            try write(
                "select * from book_slot($1::bigint, $2::bigint, $3::bigint, $4::text, $5::text, $6::bytea)",
                [
                    .integer(school), .integer(student), .integer(slot), .optionalText(note), .text(key.text),
                    .bytes(key.requestHash),
                ])
        }
        do {
            return try ask()
        } catch let error where error.isLockTimeout {
            guard try isDecided(slot: slot, student: student, school: school, key) else { throw error }
            return try ask()
        }
    }

    private func isDecided(
        slot: Int, student: Int, school: Int, _ key: IdempotencyKey
    ) throws(PostgresError) -> Bool {
        try run(
            """
            select 1
             where exists (
                select from idempotency_key
                 where school_id = $1::bigint
                   and person_id = $2::bigint
                   and key = $3::text)
                or not exists (
                select from slot_face f
                 where f.school_id = $1::bigint
                   and f.slot_id = $4::bigint
                   and \(Self.isOpen))
            """, [.integer(school), .integer(student), .text(key.text), .integer(slot)]
        ).count > 0
    }

    /// Cancels a booking for its student or its teacher, who is `actor`.
    public func cancel(booking: Int, actor: Int, school: Int, reason: String?) throws(PostgresError) -> WriteResult {
        try write(
            "select * from cancel_booking($1::bigint, $2::bigint, $3::bigint, $4::text)",
            [.integer(school), .integer(actor), .integer(booking), .optionalText(reason)])
    }

    /// Moves a student's booking to another slot.
    public func move(booking: Int, to slot: Int, student: Int, school: Int) throws(PostgresError) -> WriteResult {
        try write(
            "select * from move_booking($1::bigint, $2::bigint, $3::bigint, $4::bigint)",
            [.integer(school), .integer(student), .integer(booking), .integer(slot)])
    }

    /// One booking, where `reader` is its student or its teacher.
    ///
    /// The face is walled off (`offset 0`) here and below: six tables in one join take 2 ms to plan, four and then two 0.5.
    public func booking(_ id: Int, reader: Int, school: Int) throws(PostgresError) -> (Booking, Slot)? {
        let rows = try run(
            """
            select \(Columns.booking), \(Columns.slot)
              from (
                   select *
                     from booking_face b
                    where b.school_id = $1::bigint
                      and b.booking_id = $2::bigint
                   offset 0
                   ) b
              join slot_face f on f.school_id = b.school_id and f.slot_id = b.booking_slot_id
              join teacher t on t.school_id = b.school_id and t.id = b.booking_teacher_id
             where (b.student_id = $3::bigint or t.person_id = $3::bigint)
            """, [.integer(school), .integer(id), .integer(reader)])
        return try rows.map { (row) throws(PostgresError) in (try row.booking(), try row.slot()) }.first
    }

    /// Which part of somebody's lessons.
    public enum When: String, Sendable {
        /// Not ended and not cancelled, soonest first.
        case coming
        /// Ended or cancelled, latest first.
        case past
    }

    /// A place in a list of bookings: behind the booking with this start and id.
    public struct BookingCursor: Sendable {
        /// The first moment of it.
        public let startsAt: Int
        /// Unique over all schools, 1 … 2^53 − 1.
        public let id: Int

        /// Behind the booking `id`, which starts at `startsAt` (Unix seconds).
        public init(startsAt: Int, id: Int) {
            self.startsAt = startsAt
            self.id = id
        }
    }

    /// The bookings a person has as student, or as the teacher `teacher`.
    ///
    /// Either way the bookings of the page are found first, soonest or latest first, and only they are joined with what
    /// is shown: a teacher has a thousand, and PostgreSQL read all bookings of the school for them.
    public func bookings(
        of person: Int, teacher: Int?, school: Int, _ when: When, after cursor: BookingCursor?, limit: Int
    ) throws(PostgresError) -> [(Booking, Slot)] {
        let rows = try run(
            when == .coming ? Self.comingStatement : Self.pastStatement,
            [
                .integer(school), .integer(person), .optionalInteger(teacher), .optionalInteger(cursor?.startsAt),
                .optionalInteger(cursor?.id), .integer(limit),
            ])
        return try rows.map { (row) throws(PostgresError) in (try row.booking(), try row.slot()) }
    }

    /// No slot is longer than a day: that bounds where the index is read.
    private static let comingStatement = bookingsStatement(
        studentsPart: "b.cancelled_at is null and b.during && tstzrange(now(), null)",
        teachersPart: """
            b.cancelled_at is null and unix_seconds(lower(s.during)) > unix_seconds(now()) - 86400 and upper(s.during) > now()
            """,
        behind: ">", order: "asc")

    private static let pastStatement = bookingsStatement(
        studentsPart: "(b.cancelled_at is not null or upper(b.during) <= now())",
        teachersPart: "(b.cancelled_at is not null or upper(s.during) <= now())",
        behind: "<", order: "desc")

    private static func bookingsStatement(
        studentsPart: String, teachersPart: String, behind: String, order: String
    ) -> String {
        """
        with page as (
            (select b.id, unix_seconds(lower(b.during)) as starts_at
               from booking b
              where b.school_id = $1::bigint
                and b.student_id = $2::bigint
                and \(studentsPart)
                and ($4::bigint is null or (unix_seconds(lower(b.during)), b.id) \(behind) ($4::bigint, $5::bigint))
              order by starts_at \(order), b.id \(order)
              limit $6::int)
            union
            (select b.id, unix_seconds(lower(s.during)) as starts_at
               from slot s
               join booking b on b.school_id = s.school_id and b.slot_id = s.id
              where s.school_id = $1::bigint
                and s.teacher_id = $3::bigint
                and \(teachersPart)
                and ($4::bigint is null or (unix_seconds(lower(s.during)), b.id) \(behind) ($4::bigint, $5::bigint))
              order by starts_at \(order), b.id \(order)
              limit $6::int)
            order by starts_at \(order), id \(order)
            limit $6::int
        )
        select \(Columns.booking), \(Columns.slot)
          from page
          cross join lateral (
               select *
                 from booking_face b
                where b.school_id = $1::bigint
                  and b.booking_id = page.id
               offset 0
               ) b
          join slot_face f on f.school_id = b.school_id and f.slot_id = b.booking_slot_id
         order by page.starts_at \(order), page.id \(order)
        """
    }
}
