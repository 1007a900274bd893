/// How many took how long, to within a hundredth: buckets of equal width up to 128 ns, and in each doubling from there on
/// 128 more (the layout of HdrHistogram).
struct Histogram {
    private static let bits = 7
    private static let width = 1 << bits

    private var counts = [Int](repeating: 0, count: (44 - bits) * width)

    mutating func record(nanoseconds: Int) {
        counts[min(Self.index(max(nanoseconds, 0)), counts.count - 1)] += 1
    }

    /// Pairs of a bucket's upper end, in nanoseconds, and its count; empty ones are left out.
    var buckets: [[Int]] {
        counts.indices.filter { counts[$0] > 0 }.map { [Self.end(of: $0), counts[$0]] }
    }

    private static func index(_ value: Int) -> Int {
        guard value >= width else { return value }
        let shift = Int.bitWidth - 1 - value.leadingZeroBitCount - bits
        return (shift + 1) * width + (value >> shift) - width
    }

    private static func end(of index: Int) -> Int {
        guard index >= width else { return index }
        let shift = index / width - 1
        return ((index % width + width + 1) << shift) - 1
    }
}
