import Glibc

/// A thread of the program's own, for work that blocks.
struct Worker {
    private let thread: pthread_t

    /// Starts the work. A system without a thread to spare is no place to run in.
    init(_ work: @escaping @Sendable () -> Void) {
        let job = Unmanaged.passRetained(Job(work: work))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { job in
                if let job { Unmanaged<Job>.fromOpaque(job).takeRetainedValue().work() }
                return nil
            }, job.toOpaque())
        precondition(status == 0, "a thread can be started")
        self.thread = thread
    }

    /// Waits until the work is done.
    func join() {
        pthread_join(thread, nil)
    }

    private final class Job: Sendable {
        let work: @Sendable () -> Void

        init(work: @escaping @Sendable () -> Void) {
            self.work = work
        }
    }
}
