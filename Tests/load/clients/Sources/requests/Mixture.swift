/// Which kind comes next, so that the shares are exact at any time: nginx's smooth weighted round robin.
struct Mixture {
    private let weights: [Int]
    private let total: Int
    private var credit: [Int]

    init(weights: [Int]) {
        self.weights = weights
        total = weights.reduce(0, +)
        credit = weights.map { _ in 0 }
    }

    mutating func next() -> Int {
        guard weights.count > 1 else { return 0 }
        var best = 0
        for index in weights.indices {
            credit[index] += weights[index]
            if credit[index] > credit[best] { best = index }
        }
        credit[best] -= total
        return best
    }
}
