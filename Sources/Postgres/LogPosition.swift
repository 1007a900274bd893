/// A place in a cluster's write-ahead log, PostgreSQL's `pg_lsn`: whoever has replayed up to there has every commit before.
public struct LogPosition: Comparable, Hashable, Sendable, CustomStringConvertible {
    /// Bytes since the log began.
    public let bytes: UInt64

    /// The place so many bytes behind the log's beginning.
    public init(bytes: UInt64) {
        self.bytes = bytes
    }

    /// Reads `16/B374D848`, as PostgreSQL prints it; nil for anything else.
    public init?(_ text: String) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let high = UInt32(halves[0], radix: 16), let low = UInt32(halves[1], radix: 16) else {
            return nil
        }
        bytes = UInt64(high) << 32 | UInt64(low)
    }

    /// Behind all that will ever be written.
    public static let end = LogPosition(bytes: .max)

    /// `16/B374D848`.
    public var description: String {
        "\(String(bytes >> 32, radix: 16, uppercase: true))/\(String(bytes & 0xFFFF_FFFF, radix: 16, uppercase: true))"
    }

    /// The one that lies before the other.
    public static func < (first: LogPosition, second: LogPosition) -> Bool { first.bytes < second.bytes }
}
