import Glibc

/// The wish that the process should end: SIGTERM or SIGINT, taken only while the program waits between two chores, so
/// that none is left half done.
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

    /// Waits so many seconds for the wish; false if it did not come.
    mutating func isWished(within seconds: Double) -> Bool {
        let whole = max(0, seconds).rounded(.down)
        var time = timespec(tv_sec: Int(whole), tv_nsec: Int((max(0, seconds) - whole) * 1e9))
        return sigtimedwait(&signals, nil, &time) > 0
    }
}
