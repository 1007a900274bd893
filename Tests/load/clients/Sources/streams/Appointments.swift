/// What is to be done at a time, to a fiftieth of a second.
struct Appointments<Errand> {
    private static var grain: Int { 20_000_000 }

    private var errands: [Int: [Errand]] = [:]
    private var next = Int.max

    var isEmpty: Bool { errands.isEmpty }

    /// Times are nanoseconds of one clock.
    mutating func make(_ errand: Errand, at time: Int) {
        let slot = time / Self.grain + 1
        errands[slot, default: []].append(errand)
        next = min(next, slot)
    }

    /// What is due, once.
    mutating func due(at time: Int) -> [Errand] {
        let present = time / Self.grain
        guard next <= present else { return [] }
        let slots = errands.keys.filter { $0 <= present }.sorted()
        let due = slots.flatMap { errands.removeValue(forKey: $0) ?? [] }
        next = errands.keys.min() ?? .max
        return due
    }
}

/// So many a second, however unevenly one asks.
struct Pace {
    private(set) var perSecond: Double
    private var last: Int
    private var owed = 0.0

    init(perSecond: Double, from time: Int) {
        self.perSecond = perSecond
        last = time
    }

    /// How many are due now; what is due is not owed any more.
    mutating func due(at time: Int) -> Int {
        owed += perSecond * Double(time - last) / 1e9
        last = time
        let whole = owed.rounded(.down)
        owed -= whole
        return Int(whole)
    }
}
