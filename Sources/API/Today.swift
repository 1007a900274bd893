import Glibc
import Scheduling

extension CalendarDate {
    /// Today in UTC, by this machine's clock. It only bounds what may be asked for; what is decided by the time is
    /// decided by the database's clock.
    static var today: CalendarDate {
        Instant(unixSeconds: time(nil)).utcDate
    }
}
