public import Postgres
public import Scheduling

/// A teacher's slots, written by the teacher.
extension Database {
    /// Publishes times of the teacher's wall clock, all or none.
    public func publish(
        _ slots: [NewSlot], teacher: Int, actor: Int, school: Int, key: IdempotencyKey
    ) throws(PostgresError) -> WriteResult {
        try write(
            """
            select * from publish_slots($1::bigint, $2::bigint, $3::date[], $4::time[], $5::int[], $6::int[], \
            $7::int[], $8::text[], $9::text[], $10::text, $11::bytea, $12::bigint)
            """,
            [
                .integer(school), .integer(teacher), .texts(slots.map { "\($0.date)" }),
                .texts(slots.map { "\($0.time)" }), .integers(slots.map(\.minutes)), .integers(slots.map(\.capacity)),
                .optionalIntegers(slots.map { $0.utcOffset?.seconds }), .optionalTexts(slots.map(\.place)),
                .optionalTexts(slots.map(\.note)), .text(key.text), .bytes(key.requestHash), .integer(actor),
            ])
    }

    /// What to change on a slot: nil leaves a thing as it is, `.some(nil)` clears it.
    public struct SlotChange: Sendable {
        /// Seats, 1 … 1,000.
        public let capacity: Int?
        /// A room or an https link; nil where the default counts.
        public let place: String??
        /// Free text; nil where there is none.
        public let note: String??

        /// A change of these things.
        public init(capacity: Int?, place: String??, note: String??) {
            self.capacity = capacity
            self.place = place
            self.note = note
        }
    }

    /// Changes a slot; its time and its teacher never change.
    public func change(slot: Int, teacher: Int, school: Int, _ change: SlotChange) throws(PostgresError) -> WriteResult
    {
        try write(
            """
            select * from change_slot($1::bigint, $2::bigint, $3::bigint, $4::int, $5::bool, $6::text, $7::bool, \
            $8::text)
            """,
            [
                .integer(school), .integer(teacher), .integer(slot), .optionalInteger(change.capacity),
                .bool(change.place != nil), .optionalText(change.place ?? nil), .bool(change.note != nil),
                .optionalText(change.note ?? nil),
            ])
    }

    /// Withdraws slots, all or none; holds on them are let go, a booking on one of them refuses.
    public func withdraw(slots: [Int], teacher: Int, school: Int) throws(PostgresError) -> WriteResult {
        try write(
            "select * from withdraw_slots($1::bigint, $2::bigint, $3::bigint[])",
            [.integer(school), .integer(teacher), .integers(slots)])
    }

    /// A slot as its teacher sees it.
    public struct OwnSlot: Sendable {
        /// Who has it.
        public struct Taker: Sendable {
            /// The person's id.
            public let studentID: Int
            /// As the teacher knows them.
            public let studentName: String
            /// Set where it is held.
            public let holdExpiresAt: Instant?
            /// Set where it is booked.
            public let bookingID: Int?
            /// Free text; nil where there is none.
            public let note: String?
        }

        /// The slot as everybody sees it.
        public let slot: Slot
        /// The slot's own place; nil where the teacher's default counts.
        public let place: String?
        /// Free text; nil where there is none.
        public let note: String?
        /// Who holds and who booked; the bookings come first.
        public internal(set) var takers: [Taker]
    }

    /// A teacher's slots that start in `window`, withdrawn ones left out, each with who holds and who booked it.
    public func ownSlots(
        _ key: BoardKey, window: BoardWindow
    ) throws(PostgresError) -> (version: Int, slots: [OwnSlot])? {
        let rows = try run(
            Self.ownSlotsStatement,
            [.integer(key.school), .integer(key.teacher), .text("\(window.from)"), .integer(window.days)])
        guard rows.count > 0 else { return nil }
        var version = 0
        var slots: [OwnSlot] = []
        for index in 0..<rows.count {
            var row = rows.row(index)
            version = try row.int()
            guard let slot = try row.optionalSlot() else { continue }
            let place = try row.optionalText(), note = try row.optionalText()
            if slots.last?.slot.id != slot.id {
                slots.append(OwnSlot(slot: slot, place: place, note: note, takers: []))
            }
            if let taker = try row.taker() { slots[slots.count - 1].takers.append(taker) }
        }
        return (version, slots)
    }

    /// The three open slots of the same teacher nearest in time to `slot`, within two weeks of it.
    public func alternatives(to slot: Int, school: Int) throws(PostgresError) -> [Slot] {
        try run(Self.alternativesStatement, [.integer(school), .integer(slot)]).map { (row) throws(PostgresError) in
            try row.slot()
        }
    }

    private static let ownSlotsStatement = """
        select board.version, \(Columns.slot), f.place, f.note,
               taker.student_id, taker.name, taker.expires_at, taker.booking_id, taker.note
          from board
          join teacher t on t.school_id = board.school_id and t.id = board.teacher_id
          left join slot_face f
            on f.school_id = board.school_id
           and f.teacher_id = board.teacher_id
           and not f.withdrawn
           and \(startsInWindow)
          left join lateral (
            select h.student_id, p.name, unix_seconds(h.expires_at) as expires_at,
                   null::bigint as booking_id, null::text as note
              from hold h
              join person p on p.school_id = h.school_id and p.id = h.student_id
             where h.school_id = f.school_id
               and h.slot_id = f.slot_id
               and h.expires_at > clock_timestamp()
            union all
            select b.student_id, p.name, null, b.id, b.note
              from booking b
              join person p on p.school_id = b.school_id and p.id = b.student_id
             where b.school_id = f.school_id
               and b.slot_id = f.slot_id
               and b.cancelled_at is null
          ) taker on true
         where board.school_id = $1::bigint
           and board.teacher_id = $2::bigint
         order by f.starts_at, f.slot_id, taker.booking_id nulls last
        """

    /// Whether `f` can be had, as the booking functions judge it: a hold that has run out does not count. By now(), for
    /// an index is never asked about clock_timestamp(), which may change from row to row: the directory read every slot
    /// that ever was. And `is not true`, which says to people what `not` does, keeps the planner from the exclusion
    /// constraint's index: it knows no order, and looks cheaper wherever many schools share the table.
    static let isOpen = """
        f.withdrawn is not true
           and f.starts_at > unix_seconds(now())
           and f.seats_booked < f.capacity
           and (f.seats_booked + f.seats_held < f.capacity or f.held_until <= unix_seconds(now()))
        """

    private static let alternativesStatement = """
        select \(Columns.slot)
          from slot_face wanted
          join slot_face f
            on f.school_id = wanted.school_id
           and f.teacher_id = wanted.teacher_id
           and f.starts_at between wanted.starts_at - 14 * 86400 and wanted.starts_at + 14 * 86400
           and f.slot_id <> wanted.slot_id
           and \(isOpen)
         where wanted.school_id = $1::bigint
           and wanted.slot_id = $2::bigint
         order by abs(f.starts_at - wanted.starts_at), f.starts_at
         limit 3
        """
}

extension Row {
    fileprivate mutating func taker() throws(PostgresError) -> Database.OwnSlot.Taker? {
        guard let student = try optionalInt() else { return nil }
        return Database.OwnSlot.Taker(
            studentID: student, studentName: try text(), holdExpiresAt: try optionalInstant(),
            bookingID: try optionalInt(), note: try optionalText())
    }
}
