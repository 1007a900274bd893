import Glibc
import Wire

/// All pages of the process, in one thread around one epoll.
final class Crowd {
    /// What may be due for a page that has no connection, or no board.
    enum Errand {
        case comeBack(Int)
        case load(Int)
    }

    /// A new state of a slot, seen on a stream. Written as it lies here (Tests/load/crowd/clients.py reads it).
    struct Arrival {
        let watcher: UInt32
        let teacher: UInt32
        let version: Int
        /// Nanoseconds of the system's clock, which the database's bookings bear too.
        let at: Int
    }

    static let commands = UInt64.max
    /// Tokens of loads; those of streams are their numbers.
    static let firstLoad = UInt64(1) << 32
    private static let inputSize = 65_536
    private static let few = 128
    /// Microseconds; delays are longer by up to so much.
    private static let rest: UInt32 = 1000

    let plan: Plan
    let shelves: [Shelf]
    var poll: Poll
    var connector: Connector
    var watchers: [Watcher] = []
    var loads: [Int32: Load] = [:]
    var tally = Tally()
    var arrivals: [Arrival] = []
    var errands = Appointments<Errand>()
    /// Streams that are to be opened as soon as there is room in flight, the next one last.
    var wanting: [Int] = []
    var inFlight = 0
    /// Streams that were never opened, and how fast they are.
    var fresh: [Int] = []
    var opening: Pace
    var churning: Pace
    var now = Crowd.time(CLOCK_MONOTONIC)
    var commandText = ""
    var isOver = false
    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: inputSize, alignment: 16)
    private var text: [UInt8] = []

    init(_ plan: Plan) throws(Failure) {
        self.plan = plan
        poll = try Poll()
        connector = try Connector(plan)
        shelves = plan.boards.map { Shelf(teacher: $0.teacher, board: Board($0.slots)) }
        opening = Pace(perSecond: 0, from: now)
        churning = Pace(perSecond: 0, from: now)
        for (shelf, board) in plan.boards.enumerated() {
            for _ in 0..<(board.watchers ?? 0) { watchers.append(Watcher(shelf: shelf, version: board.version)) }
        }
        // Neighbours watch different boards.
        fresh = watchers.indices.shuffled()
        try takeAllDescriptors()
    }

    /// Until the driver says that it is over, or has gone.
    func run() {
        _ = fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK)
        poll.watch(STDIN_FILENO, for: .reading, token: Self.commands)
        while !isOver {
            let isIdle = errands.isEmpty && wanting.isEmpty && (fresh.isEmpty || opening.perSecond == 0)
            let ready = poll.wait(nanoseconds: isIdle && churning.perSecond == 0 ? 1_000_000_000 : 10_000_000) {
                token in
                switch token {
                case Self.commands: obey()
                case Self.firstLoad...: progress(load: Int32(token - Self.firstLoad))
                default: progress(Int(token))
                }
            }
            // Real pages are other computers' work. Here each packet to a waiting process would wake it at once, at the
            // sender's cost; a network card gathers them, and so does the rest.
            if ready > 0, ready < Self.few { usleep(Self.rest) }
            now = Self.time(CLOCK_MONOTONIC)
            for errand in errands.due(at: now) { run(errand) }
            churn(churning.due(at: now))
            openWhatIsDue()
        }
    }

    static func time(_ clock: clockid_t) -> Int {
        var time = timespec()
        clock_gettime(clock, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    /// Reads what a connection has into `body`, decoded; answers what ended it, or nil.
    func receive(_ descriptor: Int32, _ reply: inout Reply, _ body: (inout [UInt8], inout Reply) -> Void) -> Ending? {
        let count = recv(descriptor, input.baseAddress, input.count, 0)
        if count < 0 { return errno == EAGAIN || errno == EINTR ? nil : .broken }
        if count == 0 { return .broken }
        text.removeAll(keepingCapacity: true)
        reply.take(UnsafeRawBufferPointer(rebasing: input[..<count]), into: &text)
        body(&text, &reply)
        return reply.phase == .over ? .inOrder : nil
    }

    /// How an answer came to its end.
    enum Ending {
        case inOrder
        case broken
    }

    private func run(_ errand: Errand) {
        switch errand {
        case .comeBack(let index): wanting.append(index)
        case .load(let index): load(index)
        }
    }

    private func takeAllDescriptors() throws(Failure) {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        getrlimit(resource, &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(resource, &limit)
        guard watchers.count + 100 <= Int(clamping: limit.rlim_cur) else {
            throw Failure("\(watchers.count) streams do not fit into \(limit.rlim_cur) descriptors")
        }
    }
}
