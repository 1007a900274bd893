import Glibc
import Synchronization

/// A thread that waits for requests, as `Shutdown` sees it. It may be woken inside `wait` and nowhere else, since a signal
/// would break a request halfway. No lock: all threads of a process come here twice a request.
final class Waiter: Sendable {
    private static let busy = 0
    private static let waiting = 1
    private static let beingWoken = 2

    private let thread = pthread_self()
    private let state = Atomic(busy)

    /// Runs `body` as the wait of this thread, which made the waiter, unless the end was asked for already.
    func wait<Result>(_ body: () -> Result) -> Result? {
        state.store(Self.waiting, ordering: .sequentiallyConsistent)
        defer { leave() }
        // Looked at only now: a request that came before sees this thread waiting.
        return Shutdown.isRequested ? nil : body()
    }

    private func leave() {
        guard !moves(from: Self.waiting, to: Self.busy) else { return }
        repeat { sched_yield() } while !moves(from: Self.waiting, to: Self.busy)
        // The signal was sent; it arrives at the latest on the way out of a system call.
        sched_yield()
    }

    /// Wakes the thread where it waits; false where it does not.
    func wake() -> Bool {
        guard moves(from: Self.waiting, to: Self.beingWoken) else { return false }
        let status = pthread_kill(thread, Library.wakeUp)
        precondition(status == 0, "a thread that waits is alive")
        state.store(Self.waiting, ordering: .sequentiallyConsistent)
        return true
    }

    private func moves(from old: Int, to new: Int) -> Bool {
        state.compareExchange(expected: old, desired: new, ordering: .sequentiallyConsistent).exchanged
    }
}
