package import EventLoop
import Glibc
package import Logging
package import Redis
import Store

/// Listens to every board's changes in Redis, for the boards in memory. Belongs to its loop's thread.
///
/// Silence may mean that nothing changes, or that nothing arrives. So the feed publishes a heartbeat ten times a second
/// and hears it on the connection on which the changes come: Redis works in order, so a heartbeat that has come back
/// proves that whatever was published before it was sent has been heard. Boards count only for a short time after that.
package final class ChangeFeed {
    /// Seconds between two heartbeats.
    private static let interval = 0.1
    /// Microseconds between two looks at what has come. What this machine's own requests change is known without them.
    private static let pause: UInt32 = 5_000
    /// How long after a heartbeat was sent the boards in memory count, in nanoseconds: so old one can be at most.
    static let grace: UInt64 = 300_000_000

    private let subscriber: RedisSubscriber
    private let redis: AsyncRedis
    private let boards: Boards
    private let heartbeat = Keys.heartbeat(of: "\(getpid()).\(UInt64.random(in: 0...UInt64.max))")
    private var heart: EventLoop.Timer?
    /// Changes are subscribed to; then the heartbeat is, so that both stand when it is heard.
    private var isListening = false

    /// Listens in a thread of its own until the process ends, and leaves nothing that would have to be put in order.
    package static func start(_ address: RedisAddress, boards: Boards, log: Logger) throws(LoopError) {
        _ = try WorkerThread {
            do {
                let loop = try Loop()
                let feed = ChangeFeed(address, boards: boards, loop: loop)
                withExtendedLifetime(feed) { loop.run(resting: pause) }
            } catch {
                log.error("boards are not kept in memory: \(error)")
            }
        }
    }

    private init(_ address: RedisAddress, boards: Boards, loop: Loop) {
        self.boards = boards
        subscriber = RedisSubscriber(address, loop: loop)
        redis = AsyncRedis(address, loop: loop)
        subscriber.onMessage = { [unowned self] in hear($1, on: $0) }
        subscriber.onSubscribed = { [unowned self] in if $0 == Keys.everyChannel { isListening = true } }
        subscriber.onDisconnected = { [unowned self] in
            isListening = false
            boards.interrupt()
        }
        subscriber.subscribe(pattern: Keys.everyChannel)
        subscriber.subscribe(heartbeat)
        heart = loop.every(Self.interval) { [unowned self] in beat() }
    }

    private func beat() {
        guard isListening else { return }
        redis.run(Command("PUBLISH", heartbeat, String(MonotonicClock.now))) { _ in }
    }

    private func hear(_ payload: [UInt8], on channel: String) {
        if channel == heartbeat {
            guard isListening, let sent = UInt64(String(decoding: payload, as: UTF8.self)) else { return }
            boards.heard(until: sent + Self.grace)
        } else if let board = Keys.board(ofChannel: channel) {
            boards.hear(board, payload)
        }
    }
}

/// Nanoseconds since the machine started, the same for all its processes.
enum MonotonicClock {
    static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
