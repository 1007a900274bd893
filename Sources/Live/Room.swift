import EventLoop
import Scheduling
import Store

/// A topic with the streams that watch it. It belongs to the loop's thread.
final class Room {
    let board: BoardKey
    let channel: String
    var topic = Topic<Seat>()
    /// Seats of closed streams stay until the next round takes them out.
    var seats: [Seat] = []
    /// Running timers of the topic; gone with the room.
    var timers: [Topic<Seat>.Timer: EventLoop.Timer] = [:]
    /// The last heartbeat written to a stream with this board alone: most streams of a room need the same bytes.
    var heartbeat: (beat: Heartbeat, record: [UInt8])?

    init(_ board: BoardKey) {
        self.board = board
        channel = Keys.channel(board)
    }

    func forgetClosedStreams() {
        if seats.contains(where: { !$0.stream.isOpen }) { seats.removeAll { !$0.stream.isOpen } }
    }
}

extension Topic.Timer {
    var seconds: Double {
        switch self {
        case .confirmation: 1
        case .gap, .window: 0.05
        case .retry: 1
        }
    }
}

/// An event on its way to the seats that a room had when it set out, some at a time: one teacher's fifty thousand
/// watchers must not hold up all the others.
struct Broadcast {
    /// Writes per turn of the loop, a few milliseconds' worth.
    static let mostAtOnce = 1000

    let message: Message
    let room: Room
    private var seats: ArraySlice<Seat>

    init(_ message: Message, in room: Room) {
        self.message = message
        self.room = room
        seats = room.seats[...]
    }

    var isDone: Bool { seats.isEmpty }

    /// The next seats to be told.
    mutating func next() -> ArraySlice<Seat> {
        defer { seats = seats.dropFirst(Self.mostAtOnce) }
        return seats.prefix(Self.mostAtOnce)
    }
}
