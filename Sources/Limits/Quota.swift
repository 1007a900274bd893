/// How often something may be done: so many at once, and then one each `interval`, so that no window ever has more than
/// twice the count and every long time has the count per window.
public struct Quota: Sendable, Hashable {
    /// How often within one window; at least 1.
    public let count: Int
    /// Seconds; at least 1.
    public let window: Int

    /// `count` times in `window` seconds.
    public init(count: Int, window: Int) {
        self.count = max(1, count)
        self.window = max(1, window)
    }

    /// Reads `50/60`, fifty a minute; nil for anything else. At most a million, at most in a day.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Self.number(parts[0], atMost: 1_000_000),
            let window = Self.number(parts[1], atMost: 86_400)
        else { return nil }
        self.init(count: count, window: window)
    }

    /// Microseconds of a window.
    public var span: Int { window * 1_000_000 }

    /// Microseconds between two, once the whole window is used up; at least one.
    public var interval: Int { max(1, span / count) }

    /// So many times as often.
    public func times(_ factor: Int) -> Quota {
        Quota(count: count * factor, window: window)
    }

    /// One part of so many, rounded up: all parts together allow at least the whole.
    public func divided(by parts: Int) -> Quota {
        Quota(count: (count + parts - 1) / parts, window: window)
    }

    private static func number(_ text: Substring, atMost most: Int) -> Int? {
        guard (1...7).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(text), (1...most).contains(number)
        else { return nil }
        return number
    }
}
