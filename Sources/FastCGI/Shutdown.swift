import CFastCGI
import Glibc
import Synchronization

/// The orderly end of a process: SIGTERM or SIGINT, then every thread finishes the request it has and leaves.
public enum Shutdown {
    private static let requested = Atomic(false)
    /// The threads inside `Exchange.accept`: only those may be disturbed, since a signal would break a request halfway.
    private static let waiting = Mutex<Set<pthread_t>>([])
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
    public static var isRequested: Bool { requested.load(ordering: .acquiring) }

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
        requested.store(true, ordering: .releasing)
        FCGX_ShutdownPending()
        while wakeWaiting() > 0 { usleep(pause) }
    }

    private static func wakeWaiting() -> Int {
        waiting.withLock { threads in
            for thread in threads {
                let status = pthread_kill(thread, Library.wakeUp)
                precondition(status == 0, "a thread inside accept is alive")
            }
            return threads.count
        }
    }

    /// Runs `body` as the wait of this thread, unless the end was asked for already.
    static func waiting<Result>(_ body: () -> Result) -> Result? {
        let thread = pthread_self()
        waiting.withLock { _ = $0.insert(thread) }
        defer { waiting.withLock { _ = $0.remove(thread) } }
        // Looked at only now: a request that came before sees this thread in the list.
        return isRequested ? nil : body()
    }
}
