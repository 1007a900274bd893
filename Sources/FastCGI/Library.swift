import CFastCGI
import Glibc

/// libfcgi, started once for the process.
enum Library {
    /// Wakes a thread that waits for a request; SIGUSR1 is the one that libfcgi itself means for this.
    static let wakeUp = SIGUSR1

    private static let status: Int32 = {
        // After each connection libfcgi waits up to 2 s for nginx to close it, and after each accept up to 2 s for the
        // first byte: a thread that is idle all the while. What an operator has set himself stays.
        setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "100", 0)
        setenv("LIBFCGI_IS_AF_UNIX_KEEPER_POLL_TIMEOUT", "100", 0)
        let status = keepingHandler(of: SIGTERM) { FCGX_Init() }
        guard status == 0 else { return status }
        // A client that has gone is seen by the return code of a write.
        setHandler(SIG_IGN, for: SIGPIPE)
        // The handler does nothing: being installed without SA_RESTART, it makes accept(2) and read(2) return.
        setHandler({ _ in }, for: wakeUp)
        return 0
    }()

    static func start() throws(FastCGIError) {
        guard status == 0 else {
            throw FastCGIError(code: status, message: "libfcgi did not start", place: "start")
        }
    }

    /// Lets the wake-up reach this thread; one that was made by a pool may inherit a mask of all signals.
    static func letWakeUpReachThread() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, wakeUp)
        let status = pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        precondition(status == 0, "a signal can be let through")
    }

    /// libfcgi takes over signals that nobody handles yet, SIGTERM among them, which then ends nothing any more.
    private static func keepingHandler(of signal: Int32, _ body: () -> Int32) -> Int32 {
        var handler = sigaction()
        let asked = sigaction(signal, nil, &handler)
        let result = body()
        let restored = sigaction(signal, &handler, nil)
        precondition(asked == 0 && restored == 0, "signal \(signal) can be handled")
        return result
    }

    private static func setHandler(_ handler: __sighandler_t?, for signal: Int32) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = handler
        let status = sigaction(signal, &action, nil)
        precondition(status == 0, "signal \(signal) can be handled")
    }
}
