import Glibc

/// A thread of the program's own, for work that blocks. Signals that its maker keeps waiting wait there too.
public struct WorkerThread: Sendable {
    private let thread: pthread_t

    /// Starts the work; throws where the system has no thread to spare.
    public init(_ work: @escaping @Sendable () -> Void) throws(LoopError) {
        let job = Unmanaged.passRetained(Job(work: work))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { job in
                if let job { Unmanaged<Job>.fromOpaque(job).takeRetainedValue().work() }
                return nil
            }, job.toOpaque())
        guard code == 0 else {
            job.release()
            throw LoopError(code: code, place: "thread")
        }
        self.thread = thread
    }

    /// Waits until the work is done.
    public func join() {
        pthread_join(thread, nil)
    }

    private final class Job: Sendable {
        let work: @Sendable () -> Void

        init(work: @escaping @Sendable () -> Void) {
            self.work = work
        }
    }
}
