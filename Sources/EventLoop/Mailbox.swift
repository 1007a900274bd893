import CEvent
import Glibc
import Synchronization

/// The way into a loop from other threads: work posted here runs on the loop's thread, in order.
public final class Mailbox: Sendable {
    let descriptor: Int32
    private let posted = Mutex<[@Sendable () -> Void]>([])
    private let loopThread = Atomic(pthread_self())

    init() throws(LoopError) {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard descriptor >= 0 else { throw LoopError(code: errno, place: "mailbox") }
    }

    deinit { close(descriptor) }

    /// Has the work done by the loop. What is posted after the loop's end is never done.
    public func post(_ work: @escaping @Sendable () -> Void) {
        let isFirst = posted.withLock { posted in
            posted.append(work)
            return posted.count == 1
        }
        if isFirst { ring() }
    }

    /// Whether the caller runs on the loop's thread (before the loop runs: on the thread that made it).
    public var isOnLoop: Bool { loopThread.load(ordering: .acquiring) == pthread_self() }

    /// The calling thread is the loop's from now on.
    func adoptThread() { loopThread.store(pthread_self(), ordering: .releasing) }

    /// Does what was posted. Work that is posted meanwhile rings again.
    func open() {
        var rings: UInt64 = 0
        let count = read(descriptor, &rings, MemoryLayout<UInt64>.size)
        precondition(count > 0 || errno == EAGAIN, "an eventfd can be read")
        let work = posted.withLock { posted in
            defer { posted = [] }
            return posted
        }
        for item in work { item() }
    }

    private func ring() {
        var one: UInt64 = 1
        let count = write(descriptor, &one, MemoryLayout<UInt64>.size)
        // EAGAIN would be 2^64 rings that nobody heard: the bell is ringing then.
        precondition(count > 0 || errno == EAGAIN, "an eventfd can be written")
    }
}
