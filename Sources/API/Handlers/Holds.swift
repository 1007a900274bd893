import HTTP
import Scheduling
import Store

/// `PUT /api/v1/slots/{id}/hold`: keeps a slot for a few minutes; again: the same expiry.
func holdSlot(_ context: Context) throws -> Response {
    let student = try context.person()
    let result = try context.settle(
        context.database.hold(slot: context.id, student: student.id, school: context.school.id), wanting: context.id)
    guard let expiresAt = result.holdExpiresAt else { return .noContent }
    return .json { $0.hold(Hold(slotID: context.id, expiresAt: expiresAt)) }
}

/// `DELETE /api/v1/slots/{id}/hold`: lets a hold go; where there is none, that is what was asked for.
func releaseHold(_ context: Context) throws -> Response {
    let student = try context.person()
    _ = try context.settle(
        context.database.releaseHold(slot: context.id, student: student.id, school: context.school.id))
    return .noContent
}

/// `GET /api/v1/holds`: mine, at most one.
func listHolds(_ context: Context) throws -> Response {
    let holds = try context.database.holds(of: context.person().id, school: context.school.id)
    return .page(EncodedPage("holds", holds, next: nil) { $0.hold($1) }, of: context.request)
}
