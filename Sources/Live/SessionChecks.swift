/// Questions to PostgreSQL whether sessions live: gathered for a turn of the loop, and kept until they are answered.
struct SessionChecks {
    /// Sessions in one question.
    static let mostAtOnce = 500

    private var gathered: [OwnSeat] = []
    private var asked: [Int: [OwnSeat]] = [:]
    private var next = 0

    /// Nothing is waited for.
    var isIdle: Bool { gathered.isEmpty && asked.isEmpty }

    /// Adds seats to the next questions; returns whether they are the first.
    mutating func gather(_ seats: [OwnSeat]) -> Bool {
        defer { gathered += seats }
        return gathered.isEmpty && !seats.isEmpty
    }

    /// The questions to ask now.
    mutating func begin() -> [Question] {
        defer { gathered = [] }
        return stride(from: 0, to: gathered.count, by: Self.mostAtOnce).map { start in
            let seats = Array(gathered[start...].prefix(Self.mostAtOnce))
            next += 1
            asked[next] = seats
            return .sessions(next, seats.map(\.session.key))
        }
    }

    /// Whom the question with this number was about.
    mutating func end(_ number: Int) -> [OwnSeat] {
        asked.removeValue(forKey: number) ?? []
    }
}
