/// What became of the requests that counted.
struct Report: Encodable {
    struct Kind: Encodable {
        let name: String
        /// How many answers of each status; 0: the connection broke, -1: no answer came in time.
        var statuses: [String: Int] = [:]
        /// Nanoseconds from the intended time of sending to the answer's last byte, and how many took so long.
        var buckets: [[Int]] = []
        /// The longest, in nanoseconds.
        var longest = 0
    }

    /// From the first request that counted to the last answer of one.
    var seconds: Double
    /// The processor's time that this process took meanwhile.
    var cpuSeconds: Double
    /// Requests of an open loop that were never sent, for no connection was free.
    var unsent: Int
    var kinds: [Kind]
}

/// A kind's report as it grows.
struct Tally {
    private(set) var statuses: [Int: Int] = [:]
    private(set) var histogram = Histogram()
    private(set) var longest = 0

    mutating func count(status: Int, nanoseconds: Int) {
        statuses[status, default: 0] += 1
        histogram.record(nanoseconds: nanoseconds)
        longest = max(longest, nanoseconds)
    }

    func report(name: String) -> Report.Kind {
        let statuses = Dictionary(uniqueKeysWithValues: statuses.map { (String($0), $1) })
        return Report.Kind(name: name, statuses: statuses, buckets: histogram.buckets, longest: longest)
    }
}
