/// A board as it must be, and which of the boards that pages have are like it.
struct Truth {
    let teacher: Int
    let version: Int
    let places: Set<Int32>

    init(_ known: Plan.KnownBoard, _ shelf: Shelf) {
        teacher = known.teacher
        version = known.version
        let board = Board(known.slots)
        places = Set(shelf.boards.indices.filter { shelf.boards[$0] == board }.map(Int32.init))
    }
}

/// How the boards stand beside what they must be.
struct Judgement {
    var right = 0
    /// Some change has not come.
    var behind = 0
    /// The version is right, or above, and the slots are not.
    var different = 0
    /// Streams without a connection, and those that do not read.
    var away = 0
    /// The first wrong board.
    var example = ""

    mutating func judge(_ watcher: Watcher, by truth: Truth) {
        let isRight = truth.places.contains(watcher.board)
        if watcher.stage != .greeted {
            away += 1
        } else if watcher.version < truth.version {
            behind += 1
        } else if watcher.version > truth.version || !isRight {
            different += 1
        } else {
            right += 1
            return
        }
        guard example.isEmpty else { return }
        example = "teacher \(truth.teacher): \(watcher.stage), version \(watcher.version) of \(truth.version)"
        example += isRight ? ", slots right" : ", slots wrong"
    }

    var json: String {
        "{\"right\":\(right),\"behind\":\(behind),\"different\":\(different),\"away\":\(away),\"example\":\"\(example)\"}"
    }
}
