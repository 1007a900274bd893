import CEvent
import Glibc

/// A thread's event loop: it waits for descriptors, signals, moments and its mailbox, and runs what was asked for when
/// they come, one after the other. All but the mailbox belongs to the thread that runs it.
public final class Loop {
    private let events: EventBase
    private let mailboxWatch: Watch

    /// The way in from other threads.
    public let mailbox: Mailbox

    /// Makes a loop with an empty mailbox.
    public init() throws(LoopError) {
        guard let events = EventBase() else { throw LoopError(code: errno, place: "init") }
        let mailbox = try Mailbox()
        self.events = events
        self.mailbox = mailbox
        mailboxWatch = try Watch(mailbox.descriptor, for: EV_READ | EV_PERSIST, on: events, place: "mailbox") {
            mailbox.open()
        }
    }

    /// Runs until `stop()`.
    public func run() {
        mailbox.adoptThread()
        let status = event_base_loop(events.pointer, 0)
        // 1 would be a loop without events, and the mailbox is one.
        precondition(status == 0, "the event loop can wait")
    }

    /// Runs until the process ends, and rests so many microseconds after whatever has come, so that what comes close
    /// together is dealt with together: a wake-up costs more than what there is to do.
    public func run(resting pause: UInt32) -> Never {
        mailbox.adoptThread()
        while true {
            let status = event_base_loop(events.pointer, EVLOOP_ONCE)
            precondition(status == 0, "the event loop can wait")
            usleep(pause)
        }
    }

    /// Ends `run()` once the body that runs now returns. From another thread: post it to the mailbox.
    public func stop() {
        let status = event_base_loopbreak(events.pointer)
        precondition(status == 0, "the event loop can stop")
    }

    /// Runs the body whenever the descriptor is ready, again and again while it stays so. Cancel the watch before the
    /// descriptor is closed.
    public func watch(
        _ descriptor: Int32, for readiness: Readiness, _ body: @escaping () -> Void
    ) throws(LoopError) -> Watch {
        // libevent takes -1 for a moment without a descriptor.
        guard descriptor >= 0 else { throw LoopError(code: EBADF, place: "watch") }
        let kind =
            switch readiness {
            case .read: EV_READ
            case .write: EV_WRITE
            }
        return try Watch(descriptor, for: kind | EV_PERSIST, on: events, place: "watch", body)
    }

    /// Runs the body on each signal of that number. The signal must not be blocked in this thread.
    public func onSignal(_ signal: Int32, _ body: @escaping () -> Void) throws(LoopError) -> Watch {
        try Watch(signal, for: EV_SIGNAL | EV_PERSIST, on: events, place: "signal", body)
    }

    /// Runs the body once.
    public func after(_ seconds: Double, _ body: @escaping () -> Void) -> Timer {
        timer(seconds, repeats: false, body)
    }

    /// Runs the body again and again, first after one interval.
    public func every(_ seconds: Double, _ body: @escaping () -> Void) -> Timer {
        timer(seconds, repeats: true, body)
    }

    /// libevent's base, for hiredis.
    public var base: OpaquePointer { events.pointer }

    private func timer(_ seconds: Double, repeats: Bool, _ body: @escaping () -> Void) -> Timer {
        do {
            return try Watch(-1, for: repeats ? EV_PERSIST : 0, after: seconds, on: events, place: "timer", body)
        } catch {
            // Only memory can be wanting, and Swift itself ends the process then.
            preconditionFailure(error.description)
        }
    }
}
