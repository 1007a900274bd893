/// How a write use case ended. The words are the SQL functions' own.
public enum Outcome: String, Sendable, CaseIterable {
    // Done, or already so.
    case held, kept, released, none, booked, replay, cancelled, unchanged, moved, published, changed, withdrawn, swept

    // Refused, with nothing changed.
    case notFound = "not_found"
    case noSuchSlot = "no_such_slot"
    case slotTaken = "slot_taken"
    case slotStarted = "slot_started"
    case slotWithdrawn = "slot_withdrawn"
    case slotBooked = "slot_booked"
    case studentBusy = "student_busy"
    case bookingCancelled = "booking_cancelled"
    case tooFar = "too_far"
    case tooLate = "too_late"
    case keyReused = "key_reused"
    case conflict
    case overlap
    case noSuchTime = "no_such_time"
    case inThePast = "in_the_past"

    /// Whether the answer is what was asked for.
    public var isDone: Bool {
        switch self {
        case .held, .kept, .released, .none, .booked, .replay, .cancelled, .unchanged, .moved, .published, .changed,
            .withdrawn, .swept:
            true
        default: false
        }
    }
}
