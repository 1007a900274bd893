import Dispatch
import HTTP
import Synchronization

/// Keeps password hashing (25 ms of a core and 19 MiB each) from taking every thread and every core of the machine.
package final class HashingRoom: Sendable {
    /// How long somebody waits for their turn.
    static let patience: DispatchTimeInterval = .seconds(2)

    private let seats: Int
    private let inside = Atomic(0)
    private let turn = DispatchSemaphore(value: 1)

    /// A room for `seats` threads: one hashes, the others wait. The threads that are left go on answering boards.
    package init(seats: Int) {
        self.seats = seats
    }

    /// Does `work` when its turn comes; throws `unavailable` where the room is full or the wait too long.
    package func take<Value>(_ work: () throws -> Value) throws -> Value {
        defer { inside.subtract(1, ordering: .relaxed) }
        guard inside.add(1, ordering: .relaxed).newValue <= seats,
            turn.wait(timeout: .now() + Self.patience) == .success
        else {
            throw Problem(.unavailable, "Too many people are signing in right now. Try again.", retryAfter: 1)
        }
        defer { turn.signal() }
        return try work()
    }
}
