/// A time of day on a wall clock, to the minute.
public struct WallTime: Hashable, Sendable, CustomStringConvertible {
    /// 0 … 1439.
    public let minuteOfDay: Int

    /// Reads "HH:MM", 00:00 … 23:59; nil for any other text.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }),
            let hour = Int(digits: parts[0]), let minute = Int(digits: parts[1]), hour < 24, minute < 60
        else { return nil }
        minuteOfDay = hour * 60 + minute
    }

    /// "16:05".
    public var description: String {
        var bytes: [UInt8] = []
        bytes.appendDecimal(minuteOfDay / 60, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDecimal(minuteOfDay % 60, width: 2)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// How far a wall clock stands from UTC.
public struct UTCOffset: Hashable, Sendable {
    /// Wall time minus UTC; west of Greenwich is negative.
    public let seconds: Int

    /// An offset of `seconds`.
    public init(seconds: Int) {
        self.seconds = seconds
    }

    /// Reads "+05:30" or "-08:00" (RFC 3339 time-numoffset), at most 18 hours either way; nil for any other text.
    public init?(_ text: some StringProtocol) {
        guard let sign = text.first, sign == "+" || sign == "-", let time = WallTime(text.dropFirst()),
            time.minuteOfDay <= 18 * 60
        else { return nil }
        seconds = (sign == "-" ? -60 : 60) * time.minuteOfDay
    }

    /// "-08:00", appended as UTF-8; seconds, which no zone has had for decades, are cut.
    public func append(to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: seconds < 0 ? "-" : "+"))
        bytes.appendDecimal(abs(seconds) / 3600, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDecimal(abs(seconds) / 60 % 60, width: 2)
    }
}
