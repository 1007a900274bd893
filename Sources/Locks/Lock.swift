public import Glibc

/// A value that one thread at a time may look at, for looks of some microseconds that many threads want at once.
///
/// It is taken by whoever runs when it is free (pthread's ordinary mutex). `Synchronization.Mutex` is passed on instead, on
/// Linux, to the thread that has waited longest (`FUTEX_LOCK_PI`), and stands still until the kernel lets that thread run:
/// with thirty threads on two busy cores nearly all of them soon stood in line (a lock convoy; Blasgen, Gray, Mitoma and
/// Price, 1979). BENCHMARKS.md has what it cost. So nobody's turn is certain here, and looks have to be short.
///
/// May be used by all threads at once: the value is reached through `withLock` alone.
public struct Lock<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
    /// Not in the structure itself, for a mutex must not move.
    @usableFromInline let mutex: UnsafeMutablePointer<pthread_mutex_t>
    @usableFromInline let value: UnsafeMutablePointer<Value>

    /// A lock around a value, which nobody else may keep.
    public init(_ value: consuming sending Value) {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        Self.check(pthread_mutex_init(mutex, nil))
        self.value = .allocate(capacity: 1)
        self.value.initialize(to: value)
    }

    deinit {
        value.deinitialize(count: 1)
        value.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Gives `body` the value, once no other thread has it. Not from within `body`: that waits for ever.
    @inlinable
    public borrowing func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        Self.check(pthread_mutex_lock(mutex))
        defer { Self.check(pthread_mutex_unlock(mutex)) }
        return try body(&value.pointee)
    }

    /// An ordinary mutex that was made with `pthread_mutex_init` refuses nothing.
    @usableFromInline static func check(_ code: Int32) {
        precondition(code == 0, "pthread_mutex: \(code)")
    }
}
