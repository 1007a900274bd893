import HTTP
import Postgres
import Scheduling
import Store

/// `POST /api/v1/bookings`: books a slot, held before or not. The Idempotency-Key makes one click one booking.
func createBooking(_ context: Context) throws -> Response {
    let key = try context.idempotencyKey()
    var body = try context.body()
    let slot = body.id("slot_id")
    let note = body.optionalText("note", length: 0...2000)
    try body.finish()

    let result = try context.settle(
        context.database.book(
            slot: slot, student: context.person().id, school: context.school.id,
            note: note?.isEmpty == true ? nil : note, key: key), wanting: slot)
    let response = try context.bookingResponse(result, .created)
    return result.outcome == .replay ? response.setting("Idempotency-Replayed", "true") : response
}

/// `GET /api/v1/bookings`: mine, coming or past.
func listBookings(_ context: Context) throws -> Response {
    let query = context.request.query
    guard let when = Database.When(rawValue: query.has("when") ? query["when"] ?? "" : "coming") else {
        throw Problem.bad("when", "when is “coming” or “past”.")
    }
    let page = try PageRequest(query, cursorFields: 2)
    let person = try context.person(), cursor = try page.cursor.map(bookingCursor)
    let found = try context.lagging { database throws(PostgresError) in
        try database.bookings(
            of: person.id, teacher: person.teacherID, school: context.school.id, when, after: cursor,
            limit: page.limit + 1)
    }
    let bookings = Array(found.prefix(page.limit))
    let next = found.count > page.limit ? bookings.last.map(seal) : nil
    let encoded = EncodedPage("bookings", bookings, next: next) { $0.booking($1.0, slot: $1.1) }
    return .page(encoded, of: context.request)
}

/// `GET /api/v1/bookings/{id}`: one, to its student and its teacher.
func showBooking(_ context: Context) throws -> Response {
    let reader = try context.personKey()
    let found = try context.lagging { database throws(PostgresError) in
        try database.booking(context.id, reader: reader.id, school: reader.school)
    }
    guard let (booking, slot) = found else { throw Problem(.notFound, "There is no such booking.") }
    return .json { $0.booking(booking, slot: slot) }
}

/// `PUT /api/v1/bookings/{id}/cancellation`: ends a booking, by its student or its teacher; again: the same.
func cancelBooking(_ context: Context) throws -> Response {
    var body = context.request.body.isEmpty ? JSONBody.empty : try context.body()
    let reason = body.optionalText("reason", length: 0...2000)
    try body.finish()

    let result = try context.settle(
        context.database.cancel(
            booking: context.id, actor: context.person().id, school: context.school.id,
            reason: reason?.isEmpty == true ? nil : reason))
    return try context.bookingResponse(result, .ok)
}

/// `PUT /api/v1/bookings/{id}/slot`: moves a booking to another open slot, in one transaction.
func moveBooking(_ context: Context) throws -> Response {
    var body = try context.body()
    let slot = body.id("slot_id")
    try body.finish()

    let result = try context.settle(
        context.database.move(
            booking: context.id, to: slot, student: context.person().id, school: context.school.id), wanting: slot)
    return try context.bookingResponse(result, .ok)
}

extension Context {
    /// The booking of a result, with its slot.
    fileprivate func bookingResponse(_ result: WriteResult, _ status: Status) throws -> Response {
        guard let booking = result.booking, let slot = result.slot(booking.slotID) else {
            throw MissingBooking()
        }
        let response = Response.json(status) { $0.booking(booking, slot: slot) }
        return status == .created ? response.setting("Location", "/api/v1/bookings/\(booking.id)") : response
    }
}

/// A write function said it was done and named no booking.
private struct MissingBooking: Error {}

private func seal(_ booking: (Booking, Slot)) -> String {
    PageRequest.seal([String(booking.1.startsAt.unixSeconds), String(booking.0.id)])
}

private func bookingCursor(_ parts: [String]) throws(Problem) -> Database.BookingCursor {
    guard let startsAt = Int(digits: parts[0]), let id = Int(digits: parts[1]) else {
        throw Problem.bad("cursor", "This cursor is not one of ours.")
    }
    return Database.BookingCursor(startsAt: startsAt, id: id)
}
