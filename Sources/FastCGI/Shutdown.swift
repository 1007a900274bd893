import CFastCGI
import Glibc
import Synchronization

/// The orderly end of a process: SIGTERM or SIGINT, then every thread finishes the request it has and leaves.
public enum Shutdown {
    private static let requested = Atomic(false)
    private static let waiters = Mutex<[ObjectIdentifier: Waiter]>([:])
    private static let pause: UInt32 = 5_000

    private static var endings: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        return signals
    }

    /// Keeps SIGTERM and SIGINT for `wait()`. Call it first in the main thread: the threads made later inherit it.
    public static func install() {
        var signals = endings
        let status = pthread_sigmask(SIG_BLOCK, &signals, nil)
        precondition(status == 0, "SIGTERM and SIGINT can be blocked")
    }

    /// Someone asked the process to end.
    public static var isRequested: Bool { requested.load(ordering: .sequentiallyConsistent) }

    /// Blocks until SIGTERM or SIGINT.
    public static func wait() {
        var signals = endings
        var received: Int32 = 0
        let status = sigwait(&signals, &received)
        precondition(status == 0, "SIGTERM and SIGINT can be waited for")
    }

    /// Makes every `Exchange.accept` return false, and returns once no thread is inside one any more. A thread may go
    /// from one system call into the next just between looking and being woken, so it is woken until it has left.
    public static func request() {
        requested.store(true, ordering: .sequentiallyConsistent)
        FCGX_ShutdownPending()
        while wakeWaiting() > 0 { usleep(pause) }
    }

    /// How many threads were inside.
    private static func wakeWaiting() -> Int {
        waiters.withLock { waiters in waiters.values.count { $0.wake() } }
    }

    static func add(_ waiter: Waiter) {
        waiters.withLock { $0[ObjectIdentifier(waiter)] = waiter }
    }

    static func remove(_ waiter: Waiter) {
        waiters.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(waiter)) }
    }
}
