/// A time a teacher wants to publish, in the wall time of the teacher's zone.
public struct NewSlot: Sendable {
    /// Lengths a lesson may have, in minutes.
    public static let lengths = 5...1440
    /// Seats a lesson may have.
    public static let capacities = 1...1000
    /// How many times may be published at once: 2,000 rows hold the board's lock for about 70 ms.
    public static let mostAtOnce = 2000
    /// How many are one write as any other: a month of full days, eight lessons each, stays below.
    public static let mostAsOneWrite = 200

    /// In the zone of the teacher.
    public let date: CalendarDate
    /// Wall time in the zone of the teacher.
    public let time: WallTime
    /// Length, one of `lengths`.
    public let minutes: Int
    /// Seats, 1 … 1,000.
    public let capacity: Int
    /// Which of the two is meant where the clock shows the time twice; nil is the first.
    public let utcOffset: UTCOffset?
    /// A room or an https link; nil where the default counts.
    public let place: String?
    /// Free text; nil where there is none.
    public let note: String?

    /// A time to publish; the caller has checked `minutes` and `capacity` against the ranges above.
    public init(
        date: CalendarDate, time: WallTime, minutes: Int, capacity: Int, utcOffset: UTCOffset?, place: String?,
        note: String?
    ) {
        self.date = date
        self.time = time
        self.minutes = minutes
        self.capacity = capacity
        self.utcOffset = utcOffset
        self.place = place
        self.note = note
    }
}
