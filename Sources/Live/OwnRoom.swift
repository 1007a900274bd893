import EventLoop
import HTTP
import Scheduling
import Store

/// A person's own topic with the streams that they have open. It belongs to the loop's thread.
final class OwnRoom {
    let channel: String
    var topic = OwnTopic<OwnSeat>()
    /// Running timers of the topic; gone with the room.
    var timers: [OwnTopic<OwnSeat>.Timer: EventLoop.Timer] = [:]

    init(_ person: PersonKey) {
        channel = Keys.own(person)
    }
}

/// A person's own topic on one stream, or on its way there.
final class OwnSeat {
    enum Place {
        /// The request is not answered yet.
        case arriving(Hub.Arrival)
        case open(LiveStream)
    }

    let session: OwnSession
    let room: OwnRoom
    var place: Place
    /// What could not be told while the socket was full.
    var unsaid: OwnChanges = []
    /// Runs where the session ends before the stream would.
    var expiry: EventLoop.Timer?

    init(_ arrival: Hub.Arrival, _ session: OwnSession, in room: OwnRoom) {
        self.session = session
        self.room = room
        place = .arriving(arrival)
    }
}

extension OwnSeat: Hashable {
    static func == (one: OwnSeat, other: OwnSeat) -> Bool { one === other }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension OwnTopic.Timer {
    var seconds: Double {
        switch self {
        case .confirmation: 1
        case .window: 0.05
        // All people are to ask again at once: their pages would come like a wave.
        case .catchingUp: .random(in: 0...5)
        }
    }
}
