import Glibc
import Scheduling

extension Instant {
    /// This machine's clock. What is decided by the time is decided by the database's.
    static var now: Instant { Instant(unixSeconds: time(nil)) }
}

extension CalendarDate {
    /// Today in UTC: it bounds what may be asked for, and says which week a board without `from` shows.
    static var today: CalendarDate { Instant.now.utcDate }
}
