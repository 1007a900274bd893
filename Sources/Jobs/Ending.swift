import Glibc

/// The wish that the process should end: SIGTERM or SIGINT, taken only while a thread waits between two chores, so that
/// none is left half done. The threads made after it keep the signals waiting as well.
struct Ending {
    private var signals = sigset_t()

    /// From here on the signals wait to be taken.
    init() {
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        let status = pthread_sigmask(SIG_BLOCK, &signals, nil)
        precondition(status == 0, "SIGTERM and SIGINT can be blocked")
    }

    /// Waits so many seconds for the wish; false if it did not come. Whoever takes it puts it back for the other threads.
    mutating func isWished(within seconds: Double) -> Bool {
        let whole = max(0, seconds).rounded(.down)
        var time = timespec(tv_sec: Int(whole), tv_nsec: Int((max(0, seconds) - whole) * 1e9))
        let signal = sigtimedwait(&signals, nil, &time)
        if signal > 0 { kill(getpid(), signal) }
        return signal > 0
    }
}
