import Scheduling
import Testing

@Suite("Calendar dates")
struct CalendarDateTests {
    @Test(
        "are read and written as YYYY-MM-DD",
        arguments: ["1970-01-01", "2000-02-29", "2026-11-21", "2028-12-31", "1969-12-31", "1600-03-01"])
    func roundTrip(text: String) throws {
        #expect(try #require(CalendarDate(text)).description == text)
    }

    @Test(
        "that no month has are refused",
        arguments: [
            "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-4-01", "26-04-01", "2026-04-1x", "",
            "2026-04-01-01", "+026-04-01", "2026-04-٠١",
        ])
    func refused(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test("count days from 1970-01-01")
    func counting() throws {
        #expect(CalendarDate("1970-01-01")?.daysSinceEpoch == 0)
        #expect(CalendarDate("2000-01-01")?.daysSinceEpoch == 10_957)
        #expect(CalendarDate("2026-02-28")?.advanced(by: 1).description == "2026-03-01")
        #expect(CalendarDate("2028-02-28")?.advanced(by: 1).description == "2028-02-29")
    }

    @Test(
        "know the Monday on or before them",
        arguments: [
            ("2026-11-23", "2026-11-23"), ("2026-11-29", "2026-11-23"), ("2027-01-01", "2026-12-28"),
            ("1970-01-04", "1969-12-29"),
        ])
    func monday(day: String, monday: String) throws {
        #expect(try #require(CalendarDate(day)).monday.description == monday)
    }

    @Test("agree with counting day by day over 800 years")
    func everyDay() throws {
        var date = try #require(CalendarDate("1600-01-01"))
        var previous = date.description
        for _ in 0..<(800 * 365) {
            date = date.advanced(by: 1)
            #expect(date.description > previous)
            previous = date.description
        }
        #expect(CalendarDate(previous) == date)
    }
}

@Suite("Instants")
struct InstantTests {
    @Test(
        "are written as RFC 3339 in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_795_795_199, "2026-11-27T15:59:59Z"), (-1, "1969-12-31T23:59:59Z"),
        ])
    func rfc3339(seconds: Int, text: String) {
        var bytes: [UInt8] = []
        Instant(unixSeconds: seconds).appendRFC3339(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
}

@Suite("Wall times and offsets")
struct WallTimeTests {
    @Test("00:00 … 23:59 are times of day")
    func times() {
        #expect(WallTime("16:05")?.minuteOfDay == 965)
        #expect(WallTime("16:05")?.description == "16:05")
        for text in ["24:00", "12:60", "7:00", "07:0", "07-00", "", "07:00:00", " 7:00"] {
            #expect(WallTime(text) == nil, "\(text)")
        }
    }

    @Test("offsets have a sign and reach 18 hours")
    func offsets() {
        #expect(UTCOffset("-08:00")?.seconds == -28_800)
        #expect(UTCOffset("+05:45")?.seconds == 20_700)
        for text in ["08:00", "+18:01", "+8:00", "Z", "", "-"] { #expect(UTCOffset(text) == nil, "\(text)") }
        var bytes: [UInt8] = []
        UTCOffset(seconds: -12_600).append(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "-03:30")
    }
}
