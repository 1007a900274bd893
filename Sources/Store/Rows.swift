package import Postgres
package import Scheduling

// How the rows of the two faces are read. The order of columns is the views' own: sql/CONVENTIONS.md.

extension Row {
    /// The columns of `slot_face` that a statement names with `Columns.slot`.
    package mutating func slot() throws(PostgresError) -> Slot {
        Slot(
            id: try int(), teacherID: try int(), startsAt: try instant(), endsAt: try instant(),
            utcOffset: UTCOffset(seconds: try int()), capacity: try int(), seatsHeld: try int(),
            seatsBooked: try int(), heldUntil: try optionalInstant(), isWithdrawn: try bool(), version: try int())
    }

    /// The same columns behind an outer join: nil where there was no slot.
    package mutating func optionalSlot() throws(PostgresError) -> Slot? {
        if isNull {
            skip(Columns.slotCount)
            return nil
        }
        return try slot()
    }

    /// The columns of `booking_face` that a statement names with `Columns.booking`.
    package mutating func booking() throws(PostgresError) -> Booking {
        let id = try int(), slotID = try int(), teacherID = try int(), teacherName = try text()
        let studentID = try int(), studentName = try text(), note = try optionalText(), place = try optionalText()
        let createdAt = try instant(), cancelledAt = try optionalInstant(), cancelledBy = try optionalInt()
        let reason = try optionalText()
        return Booking(
            id: id, slotID: slotID, teacherID: teacherID, teacherName: teacherName, studentID: studentID,
            studentName: studentName, note: note, place: place, createdAt: createdAt,
            cancellation: cancelledAt.map { .init(at: $0, by: cancelledBy ?? 0, reason: reason) })
    }

    /// The booking columns of a result that may have none.
    package mutating func optionalBooking() throws(PostgresError) -> Booking? {
        if isNull {
            skip(Columns.bookingCount)
            return nil
        }
        return try booking()
    }

    package mutating func instant() throws(PostgresError) -> Instant {
        Instant(unixSeconds: try int())
    }

    package mutating func optionalInstant() throws(PostgresError) -> Instant? {
        try optionalInt().map(Instant.init(unixSeconds:))
    }
}

/// The columns of the two faces, in the order `Row` reads them.
enum Columns {
    /// `f` is `slot_face`.
    static let slot = """
        f.slot_id, f.teacher_id, f.starts_at, f.ends_at, f.utc_offset, f.capacity, f.seats_held, f.seats_booked, \
        f.held_until, f.withdrawn, f.version
        """
    static let slotCount = 11
    /// `b` is `booking_face`.
    static let booking = """
        b.booking_id, b.booking_slot_id, b.booking_teacher_id, b.teacher_name, b.student_id, b.student_name, b.note, \
        b.place, b.created_at, b.cancelled_at, b.cancelled_by, b.reason
        """
    static let bookingCount = 12
}
