import Glibc
import Scheduling

extension Instant {
    /// This machine's clock. What is decided by the time is decided by the database's.
    static var now: Instant { Instant(unixSeconds: time(nil)) }
}

extension CalendarDate {
    /// Today in UTC; it only bounds what may be asked for.
    static var today: CalendarDate { Instant.now.utcDate }
}
