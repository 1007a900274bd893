import HTTP
import Postgres
import Scheduling
import Store

/// `POST /api/v1/slots`: publishes times of the teacher's wall clock, all or none.
func publishSlots(_ context: Context) throws -> Response {
    let key = try context.idempotencyKey()
    var body = try context.body()
    let slots = body.objects("slots", count: 1...NewSlot.mostAtOnce) { $0.newSlot() }
    try body.finish()

    let own = try context.ownTeacher()
    if slots.count > NewSlot.mostAsOneWrite { try context.meter.chargeBulk(context.person().id, school: own.school) }
    let result = try context.database.publish(
        slots, teacher: own.teacher, actor: context.person().id, school: own.school, key: key)
    context.services.publish(result, by: try context.personKey())
    guard result.outcome.isDone else { throw refusal(of: result, slots) }
    let response = Response.json(.created) { json in
        json.object { $0.member("slots", result.entries) { $0.slot($1.slot) } }
    }
    return result.outcome == .replay ? response.setting("Idempotency-Replayed", "true") : response
}

/// `GET /api/v1/slots`: the teacher's own times with who holds and who booked.
func listOwnSlots(_ context: Context) throws -> Response {
    let window = try context.request.query.boardWindow(), own = try context.ownTeacher()
    let found = try context.lagging { database throws(PostgresError) in try database.ownSlots(own, window: window) }
    guard let (version, slots) = found else {
        throw Problem(.notFound, "There is no such teacher.")
    }
    return .json { json in
        json.object {
            $0.member("version", version)
            $0.member("slots", slots) { $0.ownSlot($1) }
        }
    }
}

/// `PATCH /api/v1/slots/{id}`: seats, place and note; another time is withdraw and publish.
func changeSlot(_ context: Context) throws -> Response {
    var body = try context.body()
    let change = Database.SlotChange(
        capacity: body.optionalInteger("capacity", in: NewSlot.capacities),
        place: body.clearableText("place", length: 0...500), note: body.clearableText("note", length: 0...2000))
    try body.finish()

    let own = try context.ownTeacher()
    let result = try context.settle(
        context.database.change(slot: context.id, teacher: own.teacher, school: own.school, change))
    guard let slot = result.slot(context.id) else { return .noContent }
    return .json { $0.slot(slot) }
}

/// `DELETE /api/v1/slots/{id}`: withdraws a time; a hold on it is let go, a booking refuses.
func withdrawSlot(_ context: Context) throws -> Response {
    let own = try context.ownTeacher()
    _ = try context.settle(
        context.database.withdraw(slots: [context.id], teacher: own.teacher, school: own.school))
    return .noContent
}

extension JSONBody {
    fileprivate mutating func newSlot() -> NewSlot? {
        let date = parsed("date", "Give a date such as 2026-12-01.") { CalendarDate($0) }
        let time = parsed("time", "Give a time such as 16:00.") { WallTime($0) }
        let minutes = integer("minutes", in: NewSlot.lengths)
        let capacity = optionalInteger("capacity", in: NewSlot.capacities) ?? 1
        let offset = optionallyParsed("utc_offset", "Give an offset such as -08:00.") { UTCOffset($0) }
        let place = optionalText("place", length: 0...500), note = optionalText("note", length: 0...2000)
        guard let date, let time else { return nil }
        return NewSlot(
            date: date, time: time, minutes: minutes, capacity: capacity, utcOffset: offset,
            place: place?.isEmpty == true ? nil : place, note: note?.isEmpty == true ? nil : note)
    }
}

/// The problem of a refused publication: each refused time by its place in the request.
private func refusal(of result: WriteResult, _ slots: [NewSlot]) -> Problem {
    var problem = result.outcome.problem
    problem.errors = result.refusals.compactMap { refusal in
        guard let position = refusal.position, slots.indices.contains(position) else { return nil }
        let slot = slots[position]
        return .init("slots[\(position)].time", "\(slot.date) \(slot.time): \(refusal.outcome.problem.detail)")
    }
    return problem
}

extension JSONWriter {
    fileprivate mutating func ownSlot(_ own: Database.OwnSlot) {
        object { json in
            json.slotMembers(own.slot)
            json.member("place", own.place)
            json.member("note", own.note)
            json.member("holds", own.takers.filter { $0.bookingID == nil }) { json, taker in
                json.object {
                    $0.member("student", id: taker.studentID, name: taker.studentName)
                    $0.member("expires_at", taker.holdExpiresAt)
                }
            }
            json.member("bookings", own.takers.filter { $0.bookingID != nil }) { json, taker in
                json.object {
                    $0.member("id", taker.bookingID)
                    $0.member("student", id: taker.studentID, name: taker.studentName)
                    $0.member("note", taker.note)
                }
            }
        }
    }
}
