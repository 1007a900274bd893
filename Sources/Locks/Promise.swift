import Glibc

/// A value that one thread is to give, and that others wait for, each as long as it likes.
public final class Promise<Value: Sendable>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let isKept: UnsafeMutablePointer<pthread_cond_t>
    /// Looked at with the mutex alone.
    private var value: Value?

    /// Nothing is given yet.
    public init() {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        isKept = .allocate(capacity: 1)
        isKept.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // Else a wait would end by the wall clock.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(isKept, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(isKept)
        isKept.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Gives the value to all who wait and all who come. The first one counts.
    public func keep(_ value: Value) {
        pthread_mutex_lock(mutex)
        self.value = self.value ?? value
        pthread_cond_broadcast(isKept)
        pthread_mutex_unlock(mutex)
    }

    /// The value; nil where it is not given by `deadline`.
    public func value(until deadline: ContinuousClock.Instant) -> Value? {
        var limit = Self.moment(after: deadline - .now)
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while value == nil {
            guard pthread_cond_timedwait(isKept, mutex, &limit) == 0 else { break }
        }
        return value
    }

    private static func moment(after rest: Duration) -> timespec {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let (seconds, attoseconds) = max(rest, .zero).components
        let nanoseconds = now.tv_nsec + Int(attoseconds / 1_000_000_000)
        return timespec(
            tv_sec: now.tv_sec + Int(seconds) + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    }
}
