import Dispatch
import HTTP
import Synchronization

/// Keeps password hashing (25 ms of a core and 19 MiB each) from taking every thread and every core of the machine.
package final class HashingRoom: Sendable {
    /// How long somebody waits for their turn.
    static let patience = Duration.seconds(2)

    private let seats: Int
    private let inside = Atomic(0)
    private let turn = DispatchSemaphore(value: HashingPermits.count)
    private let permits: HashingPermits

    /// A room for `seats` threads of a process: at most two hash, be it here or in other processes that use the same
    /// folder, and the rest wait. The threads that are left go on answering. Throws where the folder cannot be written.
    package init(seats: Int, folder: String) throws {
        self.seats = seats
        permits = try HashingPermits(folder: folder)
    }

    /// Does `work` when its turn comes; throws `unavailable` where the room is full or the wait too long.
    package func take<Value>(_ work: () throws -> Value) throws -> Value {
        let deadline = ContinuousClock.now + Self.patience
        defer { inside.subtract(1, ordering: .relaxed) }
        guard inside.add(1, ordering: .relaxed).newValue <= seats,
            turn.wait(timeout: .now() + .seconds(Int(Self.patience.components.seconds))) == .success
        else { throw Self.full }
        defer { turn.signal() }
        guard let permit = permits.take(until: deadline) else { throw Self.full }
        defer { permit.release() }
        return try work()
    }

    private static let full = Problem(
        .unavailable, "Too many people are signing in right now. Try again in a moment.", reason: "signing-in",
        retryAfter: 1)
}
