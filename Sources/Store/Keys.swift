public import Scheduling

/// The names of everything Slotboard keeps in Redis. None of it is the only copy of anything.
///
/// The braces are a hash tag: the keys and the channel of one board, or of one person, stay on one shard should Redis be
/// sharded later; in the guard, all keys of one school.
public enum Keys {
    /// Random text that a flush or restart loses: whoever sees another than before knows that version keys are gone.
    public static let generation = "slotboard:generation"

    /// The highest version of the board that anybody has published or filled; lives until Redis is emptied.
    public static func version(_ board: BoardKey, epoch: String) -> String {
        "slotboard:\(epoch):\(tag(board)):version"
    }

    /// A board as `EncodedBoard` keeps it. The letter names the form of its entry: another one is never met.
    public static func board(_ board: BoardKey, epoch: String, window: BoardWindow) -> String {
        "slotboard:\(epoch):\(tag(board)):y:\(window.from):\(window.days)"
    }

    /// Where changes of the board are published, as `ChangeMessage`.
    public static func channel(_ board: BoardKey) -> String {
        "slotboard:\(tag(board)):changes"
    }

    /// Every board's channel, as a pattern.
    public static let everyChannel = "slotboard:{*}:changes"

    /// The board of a channel; nil where it is none.
    public static func board(ofChannel channel: String) -> BoardKey? {
        guard channel.hasPrefix("slotboard:{"), channel.hasSuffix("}:changes") else { return nil }
        let ids = channel.dropFirst("slotboard:{".count).dropLast("}:changes".count).split(separator: ":")
        guard ids.count == 2, let school = Int(digits: ids[0]), let teacher = Int(digits: ids[1]) else { return nil }
        return BoardKey(school: school, teacher: teacher)
    }

    /// Where a process hears its own heart, to know that it hears everything.
    public static func heartbeat(of listener: String) -> String {
        "slotboard:heartbeat:\(listener)"
    }

    /// Where a person is told of what is theirs, as `OwnMessage`.
    public static func own(_ person: PersonKey) -> String {
        "slotboard:{\(person.school):person:\(person.id)}:mine"
    }

    /// In the guard: a session of a school, by the SHA-256 of its token.
    public static func session(_ school: Int, _ tokenHash: [UInt8]) -> String {
        "slotboard:{\(school)}:session:\(hexadecimal(tokenHash))"
    }

    /// In the guard: when a bucket of a school will be full again. `whose` is `person:7`, `address:192.0.2.1`, …
    public static func limit(_ school: Int, _ policy: String, of whose: String) -> String {
        "slotboard:{\(school)}:limit:\(policy):\(whose)"
    }

    /// In the guard: up to where of the primary's log a person must be shown what is theirs (`LastWrites`).
    public static func lastWrite(of person: PersonKey) -> String {
        lastWritePrefix(person.school) + String(person.id)
    }

    /// The key of any person of a school, but for the id that ends it.
    static func lastWritePrefix(_ school: Int) -> String { "slotboard:{\(school)}:last-write:" }

    private static func tag(_ board: BoardKey) -> String {
        "{\(board.school):\(board.teacher)}"
    }
}
