import Glibc

/// hiredis writes without MSG_NOSIGNAL: a Redis that has gone would end the process.
enum BrokenPipe {
    private static let ignored: Void = {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = SIG_IGN
        let status = sigaction(SIGPIPE, &action, nil)
        precondition(status == 0, "SIGPIPE is a signal that can be ignored")
    }()

    static func ignore() { _ = ignored }
}
