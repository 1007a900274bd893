package import HTTP
package import Scheduling
import Store

/// What a refused use case tells the client: the one place where outcomes become problems.
extension Outcome {
    package var problem: Problem {
        switch self {
        case .notFound: Problem(.notFound, "There is no such thing here.")
        case .noSuchSlot: Problem(.notFound, "There is no such time.")
        case .slotTaken: Problem(.slotTaken, "Somebody was faster: this time is taken.")
        case .slotWithdrawn: Problem(.slotTaken, "The teacher has withdrawn this time.", reason: "withdrawn")
        case .slotStarted: Problem(.slotStarted, "This time has already begun.")
        case .slotBooked: Problem(.slotBooked, "Somebody has this time. Cancel the booking first.")
        case .studentBusy: Problem(.studentBusy, "You have a lesson at that time already.")
        case .bookingCancelled:
            Problem(.notFound, "This booking is cancelled.", status: .conflict, reason: "booking-cancelled")
        case .tooFar: Problem(.badRequest, "This time is further ahead than the school plans.", reason: "too-far")
        case .tooLate: Problem(.slotStarted, "It is too late for that: the time begins soon.", reason: "too-late")
        case .keyReused: Problem(.keyReused, "This Idempotency-Key was used for another request.")
        case .conflict:
            Problem(.inProgress, "This booking is being changed by somebody else. Try again.", retryAfter: 1)
        case .overlap: Problem(.overlap, "This overlaps a time of yours.")
        case .noSuchTime: Problem(.noSuchTime, "The clock does not show this time on that day.")
        case .inThePast: Problem(.noSuchTime, "This time has passed.", reason: "in-the-past")
        case .held, .kept, .released, .none, .booked, .replay, .cancelled, .unchanged, .moved, .published, .changed,
            .withdrawn, .swept:
            Problem(.badRequest, "Nothing was wrong.")
        }
    }

    /// Whether somebody who is refused so wants to see the nearest other times.
    var wantsAlternatives: Bool {
        switch self {
        case .slotTaken, .slotWithdrawn, .slotStarted: true
        default: false
        }
    }
}

extension Context {
    /// Publishes what a write changed and passes it on; throws the problem of a refusal.
    func settle(_ result: WriteResult, wanting slot: Int? = nil) throws -> WriteResult {
        services.publish(result, by: try personKey())
        guard !result.outcome.isDone else { return result }
        var problem = result.outcome.problem
        if let slot, result.outcome.wantsAlternatives {
            let slots = try database.alternatives(to: slot, school: school.id)
            problem.more = { $0.member("alternatives", slots) { $0.slot($1) } }
        }
        throw problem
    }
}
