package import EventLoop
import Glibc
package import Logging
import Redis
import Scheduling
import Store

/// Holds all streams of the process and brings about what their topics decide.
///
/// It belongs to the loop's thread; other threads post to the loop's mailbox.
package final class Hub {
    /// A stream that comes in at the door.
    package struct Arrival: Sendable {
        let descriptor: Int32
        let requestID: UInt16
        let school: Int
        let request: StreamRequest
        /// Set where the stream is to have its person's own topic.
        let session: OwnSession?

        /// The descriptor is non-blocking, and the hub's to close.
        package init(
            descriptor: Int32, requestID: UInt16, school: Int, request: StreamRequest, session: OwnSession? = nil
        ) {
            self.descriptor = descriptor
            self.requestID = requestID
            self.school = school
            self.request = request
            self.session = session
        }
    }

    /// Seconds between two cohorts of heartbeats, and between two looks for parts that are away.
    static let tick = 0.1, pollInterval = 2.0

    /// Seconds for which a reader may stand still before its stream is closed.
    package var patience = 30.0

    let settings: Settings
    let loop: Loop
    let reader: Reader
    let directory: Directory
    let gate: Gate
    let log: Logger
    let subscriber: RedisSubscriber
    let redis: AsyncRedis

    /// Versions are counted under it; nil until PostgreSQL has told it.
    var epoch: String?
    var rooms: [String: Room] = [:]
    var ownRooms: [String: OwnRoom] = [:]
    var checks = SessionChecks()
    var checking: EventLoop.Timer?
    var cohorts: Cohorts<LiveStream>
    var broadcasts: [Broadcast] = []
    /// Streams that came before the epoch was known.
    var arrivals: [Arrival] = []
    var isRedisConnected = false
    var isDatabaseAnswering = true
    /// A question for the epoch, or for all versions, is on its way.
    var isAskingEpoch = false
    var isPolling = false
    private var timers: [EventLoop.Timer] = []
    private var turn: EventLoop.Timer?
    /// The process is being stopped: nobody is let in any more.
    var isDraining = false
    var draining: EventLoop.Timer?

    package init(
        settings: Settings, loop: Loop, reader: Reader, directory: Directory, gate: Gate, log: Logger
    ) {
        self.settings = settings
        self.loop = loop
        self.reader = reader
        self.directory = directory
        self.gate = gate
        self.log = log
        subscriber = RedisSubscriber(settings.redis, loop: loop)
        redis = AsyncRedis(settings.redis, loop: loop)
        cohorts = Cohorts(count: max(1, Int(settings.heartbeat / Self.tick)))
    }

    /// Runs the loop until `drain` has ended it.
    func run() {
        listenToRedis()
        askEpoch()
        timers = [
            loop.every(Self.tick) { [unowned self] in self.serveCohort() },
            loop.every(Self.pollInterval) { [unowned self] in self.poll() },
        ]
        loop.run()
    }

    var isDegraded: Bool { !isRedisConnected || !isDatabaseAnswering }

    static var now: Instant { Instant(unixSeconds: time(nil)) }

    // MARK: Rooms

    /// The room of a board, opened and subscribed for its first watcher.
    func room(_ board: BoardKey) -> Room {
        let channel = Keys.channel(board)
        if let room = rooms[channel] { return room }
        let room = Room(board)
        rooms[channel] = room
        subscriber.subscribe(channel)
        perform(room.topic.open(awaitingConfirmation: isRedisConnected), in: room)
        return room
    }

    /// Brings about what a topic has decided.
    func perform(_ effects: [Topic<Seat>.Effect], in room: Room) {
        for effect in effects {
            switch effect {
            case .send(let event): broadcast(event, in: room)
            case .replay(let event, let seats): replay(event, to: seats, in: room)
            case .read(let since): reader.ask(.changes(room.board, since: since))
            case .wait(let timer): wait(timer, in: room)
            }
        }
    }

    private func wait(_ timer: Topic<Seat>.Timer, in room: Room) {
        room.timers[timer] = loop.after(timer.seconds) { [unowned self, unowned room] in
            room.timers[timer] = nil
            self.perform(room.topic.fired(timer), in: room)
        }
    }

    private func replay(_ event: Event, to seats: [Seat], in room: Room) {
        let message = message(event, in: room)
        for seat in seats where seat.stream.isOpen {
            seat.isJoining = false
            tell(message, to: seat)
            greet(seat.stream)
        }
    }

    private func message(_ event: Event, in room: Room) -> Message {
        Message(event, teacher: room.board.teacher, epoch: epoch ?? "")
    }

    // MARK: Broadcasts

    private func broadcast(_ event: Event, in room: Room) {
        broadcasts.append(Broadcast(message(event, in: room), in: room))
        takeTurn()
    }

    /// One part of each broadcast a turn, so that small rooms do not wait for large ones.
    private func takeTurn() {
        guard turn == nil else { return }
        turn = loop.after(0) { [unowned self] in
            self.turn = nil
            self.tellNext()
        }
    }

    private func tellNext() {
        var going = broadcasts
        broadcasts = []
        for index in going.indices {
            for seat in going[index].next() { tell(going[index].message, to: seat) }
            let room = going[index].room
            if going[index].isDone { perform(room.topic.sent(), in: room) }
        }
        broadcasts = going.filter { !$0.isDone } + broadcasts
        if !broadcasts.isEmpty { takeTurn() }
    }
}
