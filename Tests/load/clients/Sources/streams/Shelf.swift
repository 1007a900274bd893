import Wire

/// One teacher's boards: each state in which some page has it, and each change that came. Pages that have heard the same
/// share one board, so that a stream costs a number, and a change is understood once.
final class Shelf {
    /// What a change makes of a board: another board, and the versions that were new to it.
    struct Step {
        let board: Int32
        let news: [Int]
    }

    private struct Meeting: Hashable {
        let board: Int32
        let change: Int32
    }

    let teacher: Int
    private(set) var boards: [Board] = []
    private(set) var changes: [Change] = []
    private var placesOfBoards: [Board: Int32] = [:]
    private var placesOfChanges: [Int: Int32] = [:]
    private var steps: [Meeting: Step] = [:]

    init(teacher: Int, board: Board) {
        self.teacher = teacher
        _ = place(of: board)
    }

    /// The change that an event tells, known by its bytes; nil where it cannot be understood.
    func change(_ record: Record) -> Int32? {
        let key = record.digest
        if let place = placesOfChanges[key] { return place }
        guard let change = Change(record) else { return nil }
        changes.append(change)
        placesOfChanges[key] = Int32(changes.count - 1)
        return Int32(changes.count - 1)
    }

    func step(from board: Int32, by change: Int32) -> Step {
        let meeting = Meeting(board: board, change: change)
        if let step = steps[meeting] { return step }
        var changed = boards[Int(board)]
        let news = changed.take(changes[Int(change)].slots)
        let step = Step(board: news.isEmpty ? board : place(of: changed), news: news)
        steps[meeting] = step
        return step
    }

    /// The number under which a board stands here.
    func place(of board: Board) -> Int32 {
        if let place = placesOfBoards[board] { return place }
        boards.append(board)
        placesOfBoards[board] = Int32(boards.count - 1)
        return Int32(boards.count - 1)
    }
}
