/// A moment in time, in whole seconds: everything the board says is true to the second.
public struct Instant: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let unixSeconds: Int

    /// The moment `unixSeconds` after the epoch.
    public init(unixSeconds: Int) {
        self.unixSeconds = unixSeconds
    }

    /// The earlier moment comes first.
    public static func < (left: Instant, right: Instant) -> Bool {
        left.unixSeconds < right.unixSeconds
    }

    /// The moment `seconds` later.
    public func advanced(by seconds: Int) -> Instant {
        Instant(unixSeconds: unixSeconds + seconds)
    }

    /// The calendar date of this moment in UTC.
    public var utcDate: CalendarDate {
        CalendarDate(daysSinceEpoch: unixSeconds.floorDivided(by: 86_400))
    }

    /// "2026-12-01T16:00:00Z" (RFC 3339, section 5.6), appended as UTF-8.
    public func appendRFC3339(to bytes: inout [UInt8]) {
        appendDateAndMinutes(to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDecimal(unixSeconds.floorRemainder(by: 60), width: 2)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// "2026-12-01T16:00": date and minutes of this moment read as a wall clock, appended as UTF-8.
    public func appendDateAndMinutes(to bytes: inout [UInt8]) {
        utcDate.append(to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        let secondOfDay = unixSeconds.floorRemainder(by: 86_400)
        bytes.appendDecimal(secondOfDay / 3600, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDecimal(secondOfDay / 60 % 60, width: 2)
    }
}

extension Int {
    func floorDivided(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    func floorRemainder(by divisor: Int) -> Int {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}

extension [UInt8] {
    /// Appends `value` in decimal, padded with zeros to `width` digits.
    mutating func appendDecimal(_ value: Int, width: Int) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }
}
