import Glibc
import Synchronization

/// Counts open streams and keeps their number below what the process can hold, so that a full process stops accepting
/// and the others, which share its socket, go on.
package final class Gate: Sendable {
    /// Descriptors for everything that is not a stream: PostgreSQL, Redis, the loop, logs, requests being answered.
    private static let reserve = 128
    private static let pause: UInt32 = 20_000

    private let capacity: Int
    private let count = Atomic(0)

    package init(capacity: Int) {
        self.capacity = capacity
    }

    /// A gate for as many streams as this process may have descriptors, after raising that limit as far as it goes.
    package static func forThisProcess() -> Gate {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Gate(capacity: max(1, Int(clamping: limit.rlim_cur) - reserve))
    }

    package var streams: Int { count.load(ordering: .relaxed) }

    package var isFull: Bool { streams >= capacity }

    package func enter() { count.add(1, ordering: .relaxed) }

    package func leave() { count.subtract(1, ordering: .relaxed) }

    /// Waits until there is room; accepting is only put off, so looking now and then will do.
    package func waitForRoom(unless isEnding: () -> Bool) {
        while isFull, !isEnding() { usleep(Self.pause) }
    }
}
