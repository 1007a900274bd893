/// A day of the proleptic Gregorian calendar, in no particular zone.
public struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let daysSinceEpoch: Int

    /// The day `daysSinceEpoch` days after 1970-01-01.
    public init(daysSinceEpoch: Int) {
        self.daysSinceEpoch = daysSinceEpoch
    }

    /// Reads "YYYY-MM-DD" (RFC 3339 full-date); nil for any other text, for days that no month has and for the year 0,
    /// which PostgreSQL does not know.
    public init?(_ text: some StringProtocol) {
        // In one walk over the bytes: each read of a board has a date in it.
        var parts = (year: 0, month: 0, day: 0)
        var index = 0
        for byte in text.utf8 {
            let digit = Int(byte) - Int(UInt8(ascii: "0"))
            switch index {
            case 4, 7: guard byte == UInt8(ascii: "-") else { return nil }
            case 0..<4 where (0...9).contains(digit): parts.year = parts.year * 10 + digit
            case 5,
                6 where (0...9).contains(digit):
                parts.month = parts.month * 10 + digit
            case 8,
                9 where (0...9).contains(digit):
                parts.day = parts.day * 10 + digit
            default: return nil
            }
            index += 1
        }
        guard index == 10, parts.year >= 1, (1...12).contains(parts.month), parts.day >= 1 else { return nil }
        let date = CalendarDate(year: parts.year, month: parts.month, day: parts.day)
        guard date.components == parts else { return nil }
        self = date
    }

    /// The earlier day comes first.
    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        left.daysSinceEpoch < right.daysSinceEpoch
    }

    /// The day `days` later.
    public func advanced(by days: Int) -> CalendarDate {
        CalendarDate(daysSinceEpoch: daysSinceEpoch + days)
    }

    /// The Monday on or before this day.
    public var monday: CalendarDate {
        // 1970-01-05 was one.
        CalendarDate(daysSinceEpoch: (daysSinceEpoch - 4).floorDivided(by: 7) * 7 + 4)
    }

    /// "2026-12-01".
    public var description: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// "2026-12-01", appended as UTF-8.
    public func append(to bytes: inout [UInt8]) {
        let (year, month, day) = components
        bytes.appendDecimal(year, width: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendDecimal(month, width: 2)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendDecimal(day, width: 2)
    }

    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days_from_civil and civil_from_days.

    private init(year: Int, month: Int, day: Int) {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.floorDivided(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSinceEpoch = era * 146_097 + dayOfEra - 719_468
    }

    private var components: (year: Int, month: Int, day: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension Int {
    /// A non-negative number written in ASCII digits alone: no sign, no spaces, no other script's digits.
    public init?(digits text: some StringProtocol) {
        var value = 0
        var isEmpty = true
        for byte in text.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let (tens, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (next, tooLargeNow) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
            if tooLarge || tooLargeNow { return nil }
            value = next
            isEmpty = false
        }
        if isEmpty { return nil }
        self = value
    }
}
