/// The days of a board that a page shows: dates in the teacher's zone.
public struct BoardWindow: Hashable, Sendable {
    /// How far a window may begin from today, in days.
    public static let reach = -31...400
    /// How many days it may span.
    public static let span = 1...31

    /// The first day, a date in the teacher's zone.
    public let from: CalendarDate
    /// 1 … 31.
    public let days: Int

    /// A window of `days` days beginning with `from`; nil where it spans too much or begins too far from `today`.
    public init?(from: CalendarDate, days: Int, today: CalendarDate) {
        guard Self.span.contains(days), Self.reach.contains(from.daysSinceEpoch - today.daysSinceEpoch) else {
            return nil
        }
        self.from = from
        self.days = days
    }
}

/// A teacher's board over a window, all of one version.
public struct Board: Sendable {
    /// The teacher's IANA zone.
    public let timeZone: String
    /// Versions of two epochs cannot be compared.
    public let epoch: String
    /// The board's version at this state.
    public let version: Int
    /// The window's first moment, and the first one behind it.
    public let span: Range<Instant>
    /// Soonest first.
    public let slots: [Slot]

    /// A board as `Store` reads it, in one statement.
    public init(timeZone: String, epoch: String, version: Int, span: Range<Instant>, slots: [Slot]) {
        self.timeZone = timeZone
        self.epoch = epoch
        self.version = version
        self.span = span
        self.slots = slots
    }
}

/// What has changed on a board since a version: the newest state of each slot changed after it that has not ended.
public struct BoardChanges: Sendable {
    /// Versions of two epochs cannot be compared.
    public let epoch: String
    /// The board's version now.
    public let version: Int
    /// The lowest version whose changes are all still known; a `since` below it needs a reset.
    public let oldest: Int
    /// Soonest first.
    public let slots: [Slot]

    /// Changes as `Store` reads them, in one statement.
    public init(epoch: String, version: Int, oldest: Int, slots: [Slot]) {
        self.epoch = epoch
        self.version = version
        self.oldest = oldest
        self.slots = slots
    }
}
