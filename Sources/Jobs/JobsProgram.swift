public import EventLoop
public import Logging

/// The jobs program: a thread for what pages wait for, and one for the rest, each with one connection to each server.
/// A sweep may wait for a lock, or a commit for its disk; a lost change is told of within three seconds all the same.
public struct JobsProgram {
    private let settings: Settings
    private let log: Logger

    /// A program with these settings.
    public init(settings: Settings, log: Logger) {
        self.settings = settings
        self.log = log
    }

    /// Runs until SIGTERM or SIGINT. Throws where no second thread can be started.
    public func run() throws(LoopError) {
        let ending = Ending()
        let relaying = try WorkerThread { [settings, log] in
            JobsThread(Chore.relaying, settings: settings, log: log).run(until: ending)
        }
        log.notice("relaying, sweeping and forgetting")
        JobsThread(Chore.housekeeping, settings: settings, log: log).run(until: ending)
        relaying.join()
        log.notice("stopped")
    }
}
