import Glibc
import Synchronization

/// A thread that waits for requests, as `Shutdown` sees it. It may be woken inside `wait` and nowhere else, since a signal
/// would break a request halfway. No lock: all threads of a process come here twice a request.
package final class Waiter: Sendable {
    private static let busy = 0
    private static let waiting = 1
    private static let beingWoken = 2

    private let thread = pthread_self()
    private let state = Atomic(busy)

    /// The calling thread, which must live as long.
    package init() {}

    /// Runs `body` as the wait of this thread, which made the waiter, unless the end was asked for already.
    package func wait<Result>(_ body: () -> Result) -> Result? {
        state.store(Self.waiting, ordering: .sequentiallyConsistent)
        defer { leave() }
        // Looked at only now: a request that came before sees this thread waiting.
        return Shutdown.isRequested ? nil : body()
    }

    private func leave() {
        while !moves(from: Self.waiting, to: Self.busy) { sched_yield() }
        // The end was asked for before any signal was sent, and a signal that was sent arrives at the latest on the way out of
        // this system call.
        if Shutdown.isRequested { sched_yield() }
    }

    /// Wakes the thread where it waits; false where it does not. Only after the end was asked for.
    package func wake() -> Bool {
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
