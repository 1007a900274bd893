import Glibc
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
    public func run() throws(ThreadError) {
        let ending = Ending()
        let relaying = try Thread { [settings, log] in
            JobsThread(Chore.relaying, settings: settings, log: log).run(until: ending)
        }
        log.notice("relaying and sweeping")
        JobsThread(Chore.housekeeping, settings: settings, log: log).run(until: ending)
        relaying.join()
        log.notice("stopped")
    }
}

/// No thread could be started.
public struct ThreadError: Error, CustomStringConvertible {
    let code: Int32

    /// With the system's words.
    public var description: String { "a thread could not be started: \(String(cString: strerror(code)))" }
}

/// A thread of the operating system that does one thing and ends.
private struct Thread {
    private var thread = pthread_t()

    private final class Job {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    init(_ body: @escaping @Sendable () -> Void) throws(ThreadError) {
        let job = Unmanaged.passRetained(Job(body))
        let code = pthread_create(
            &thread, nil,
            { job in
                guard let job else { return nil }
                Unmanaged<Job>.fromOpaque(job).takeRetainedValue().body()
                return nil
            }, job.toOpaque())
        guard code == 0 else {
            job.release()
            throw ThreadError(code: code)
        }
    }

    func join() {
        pthread_join(thread, nil)
    }
}
