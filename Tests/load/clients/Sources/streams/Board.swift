/// What a visitor sees of one slot, as far as bookings change it.
struct SlotState: Decodable, Hashable {
    let id: Int
    let version: Int
    let status: String
    let seatsLeft: Int
}

/// A board as one page has it: per slot, the state with the highest version.
struct Board: Hashable {
    private(set) var slots: [Int: SlotState] = [:]

    init(_ slots: [SlotState]) {
        for slot in slots { self.slots[slot.id] = slot }
    }

    /// Takes over the states that are newer, and answers their versions.
    mutating func take(_ changes: [SlotState]) -> [Int] {
        let news = changes.filter { $0.version > slots[$0.id]?.version ?? -1 }
        for change in news { slots[change.id] = change }
        return news.map(\.version)
    }

    /// A board loaded anew at a version; what has been heard above it stays.
    func renewed(by snapshot: [SlotState], version: Int) -> Board {
        var board = Board(snapshot)
        _ = board.take(slots.values.filter { $0.version > version })
        return board
    }
}
