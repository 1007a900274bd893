/// A time a teacher offers, as everybody may see it. Its time and its teacher never change.
public struct Slot: Hashable, Sendable {
    /// What a slot's counters say, without a look at the clock.
    public enum Status: String, Sendable {
        case open, held, booked, withdrawn
    }

    /// Unique over all schools, 1 … 2^53 − 1.
    public let id: Int
    /// The teacher's id.
    public let teacherID: Int
    /// The first moment of it.
    public let startsAt: Instant
    /// The first moment after it.
    public let endsAt: Instant
    /// The teacher's wall clock at the start.
    public let utcOffset: UTCOffset
    /// Seats, 1 for a private lesson.
    public let capacity: Int
    /// Seats with a hold, run out or not.
    public let seatsHeld: Int
    /// Seats with an active booking.
    public let seatsBooked: Int
    /// When the first of its holds runs out; a held slot past that moment counts as open.
    public let heldUntil: Instant?
    /// Taken off the board by its teacher; it stays known for those who have it on their page.
    public let isWithdrawn: Bool
    /// The board version that last changed this slot.
    public let version: Int

    /// A slot of these facts; `Store` reads them from `slot_face`.
    public init(
        id: Int, teacherID: Int, startsAt: Instant, endsAt: Instant, utcOffset: UTCOffset, capacity: Int,
        seatsHeld: Int, seatsBooked: Int, heldUntil: Instant?, isWithdrawn: Bool, version: Int
    ) {
        self.id = id
        self.teacherID = teacherID
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.utcOffset = utcOffset
        self.capacity = capacity
        self.seatsHeld = seatsHeld
        self.seatsBooked = seatsBooked
        self.heldUntil = heldUntil
        self.isWithdrawn = isWithdrawn
        self.version = version
    }

    /// Derived from the counters alone, so that a board depends on nothing but its version.
    public var status: Status {
        if isWithdrawn { return .withdrawn }
        if seatsBooked >= capacity { return .booked }
        return seatsHeld + seatsBooked >= capacity ? .held : .open
    }

    /// Seats neither held nor booked, 0 on a withdrawn slot.
    public var seatsLeft: Int {
        isWithdrawn ? 0 : max(0, capacity - seatsHeld - seatsBooked)
    }
}
