public import FastCGI
import Glibc
public import Logging

/// The threads of an api process.
public enum Pool {
    /// Runs `settings.threads` workers until SIGTERM or SIGINT, then lets each finish what it has begun.
    public static func run(settings: Settings, listener: Listener, log: Logger) {
        Shutdown.install()
        let worker = Worker(settings: settings, listener: listener, log: log)
        let threads = (0..<settings.threads).compactMap { _ in start(worker, log) }
        guard !threads.isEmpty else { return log.critical("no thread could be started") }
        log.info("accepting with \(threads.count) threads")
        Shutdown.wait()
        Shutdown.request()
        for thread in threads { pthread_join(thread, nil) }
        log.info("stopped")
    }

    private static func start(_ worker: Worker, _ log: Logger) -> pthread_t? {
        var thread = pthread_t()
        let job = Unmanaged.passRetained(Job(worker: worker, log: log))
        let code = pthread_create(
            &thread, nil,
            { job in
                guard let job else { return nil }
                Unmanaged<Job>.fromOpaque(job).takeRetainedValue().run()
                return nil
            }, job.toOpaque())
        guard code == 0 else {
            job.release()
            log.error("a thread could not be started: \(code)")
            return nil
        }
        return thread
    }

    /// What a new thread gets to do.
    private final class Job: Sendable {
        let worker: Worker
        let log: Logger

        init(worker: Worker, log: Logger) {
            self.worker = worker
            self.log = log
        }

        func run() {
            do {
                try worker.run()
            } catch {
                log.critical("\(error)")
            }
        }
    }
}
