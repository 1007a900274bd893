import EventLoop
public import FastCGI
public import Logging

/// The threads of an api process.
public enum Pool {
    /// Runs `settings.threads` workers until SIGTERM or SIGINT, then lets each finish what it has begun.
    public static func run(settings: Settings, listener: Listener, log: Logger) throws {
        Shutdown.install()
        let shared = try SharedState(
            threads: settings.threads, folder: settings.sockets,
            notes: ChangeNotes(path: "\(settings.sockets)/boards.shared"))
        let worker = Worker(settings: settings, listener: listener, shared: shared, log: log)
        try ChangeFeed.start(settings.redis, boards: shared.boards, log: log)
        if let replica = settings.replicaURL {
            try shared.replica.start(primary: settings.databaseURL, replica: replica, log: log)
        }
        let threads = (0..<settings.threads).compactMap { _ in start(worker, log) }
        guard !threads.isEmpty else { return log.critical("no thread could be started") }
        log.info("accepting with \(threads.count) threads")
        Shutdown.wait()
        Shutdown.request()
        for thread in threads { thread.join() }
        log.info("stopped")
    }

    private static func start(_ worker: Worker, _ log: Logger) -> WorkerThread? {
        do {
            return try WorkerThread {
                do {
                    try worker.run()
                } catch {
                    log.critical("\(error)")
                }
            }
        } catch {
            log.error("\(error)")
            return nil
        }
    }
}
