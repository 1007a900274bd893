import EventLoop
import FastCGI
import Glibc

/// One client's open stream. It belongs to the loop's thread.
final class LiveStream {
    /// What the kernel holds for a reader that stands still: enough for two events of 64 slots.
    private static let socketBuffer: Int32 = 32 * 1024

    let requestID: UInt16
    /// When it is to end, on the hub's clock.
    let endsAt: ContinuousClock.Instant
    var seats: [Seat] = []
    /// Its person's own topic, if it has that.
    var own: OwnSeat?
    /// It has been told its first heartbeat.
    var isGreeted = false
    /// Something was left out while the socket was full.
    var isLagging = false
    private(set) var isOpen = true
    private let descriptor: Int32
    private var outbox = Outbox()
    private var readable: Watch?
    private var writable: Watch?
    private var patience: EventLoop.Timer?

    init(_ descriptor: Int32, requestID: UInt16, endsAt: ContinuousClock.Instant) {
        self.descriptor = descriptor
        self.requestID = requestID
        self.endsAt = endsAt
        var size = Self.socketBuffer
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }

    /// The socket is full: nothing may be posted before it has drained.
    var isBlocked: Bool { outbox.isBlocked }

    /// Calls `body` when nginx has something to say, which is as a rule that the client has gone.
    func watchReading(_ loop: Loop, _ body: @escaping () -> Void) throws(LoopError) {
        readable = try loop.watch(descriptor, for: .read, body)
    }

    /// Calls `drained` whenever the socket may have room again, and `gaveUp` when it had none for too long.
    func watchWriting(
        _ loop: Loop, patience seconds: Double, _ drained: @escaping () -> Void, gaveUp: @escaping () -> Void
    ) throws(LoopError) {
        writable = try loop.watch(descriptor, for: .write, drained)
        patience = loop.after(seconds, gaveUp)
    }

    func stopWatchingWriting() {
        writable = nil
        patience = nil
    }

    func post(_ bytes: [UInt8]) -> Outbox.Result {
        outbox.post(bytes, write: attempt)
    }

    /// Holds what is posted back until `release`.
    func gather() {
        outbox.gather()
    }

    func release() -> Outbox.Result {
        outbox.release(write: attempt)
    }

    func drain() -> Outbox.Result {
        outbox.drain(write: attempt)
    }

    /// Whether nginx gave the request up. Else it is the end of the request's empty body, or nothing at all.
    func isGivenUp() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(descriptor, &bytes, bytes.count)
        if count < 0 { return errno != EAGAIN && errno != EINTR }
        return count == 0 || Record.isAbort(Array(bytes.prefix(count)), of: requestID)
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        readable = nil
        stopWatchingWriting()
        seats = []
        Glibc.close(descriptor)
    }

    private func attempt(_ bytes: UnsafeRawBufferPointer) -> Outbox.Attempt {
        let count = send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        if count >= 0 { return .wrote(count) }
        return switch errno {
        case EAGAIN: .full
        case EINTR: .wrote(0)
        default: .broken
        }
    }
}

/// One teacher's board on one stream.
final class Seat {
    let stream: LiveStream
    let room: Room
    var position: Position
    /// It waits for what it misses.
    var isJoining = true

    init(_ stream: LiveStream, in room: Room, since: Since) {
        self.stream = stream
        self.room = room
        position = Position(since)
    }
}
