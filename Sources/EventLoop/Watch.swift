import CEvent
import Glibc

/// What is waited for on a descriptor.
public enum Readiness: Sendable {
    /// Bytes, a connection, an end of file or an error can be read.
    case read
    /// There is room to write.
    case write
}

/// Something that is waited for: a descriptor, a signal or a moment. Whoever wants to go on waiting keeps it: it ends
/// with `cancel()` and with its last reference. Belongs to the loop's thread.
public final class Watch {
    private let base: EventBase
    private var body: () -> Void
    private var event: OpaquePointer?

    /// `delay` is in seconds. The descriptor of a moment is -1.
    init(
        _ descriptor: Int32, for events: Int32, after delay: Double? = nil, on base: EventBase, place: String,
        _ body: @escaping () -> Void
    ) throws(LoopError) {
        self.base = base
        self.body = body
        // The event knows this object by its address alone; deinit frees the event before the object is gone.
        let address = Unmanaged.passUnretained(self).toOpaque()
        event = event_new(base.pointer, descriptor, Int16(events), { _, _, address in Watch.fire(address) }, address)
        guard let event else { throw LoopError(code: ENOMEM, place: place) }
        guard Self.add(event, after: delay) == 0 else { throw LoopError(code: errno, place: place) }
    }

    deinit { cancel() }

    /// Waits no longer, and lets go of what the body holds; safe within the body itself, and again.
    public func cancel() {
        guard let event else { return }
        self.event = nil
        event_free(event)
        body = {}
    }

    private static func add(_ event: OpaquePointer, after delay: Double?) -> Int32 {
        guard let delay else { return event_add(event, nil) }
        let seconds = max(0, delay)
        var time = timeval()
        time.tv_sec = Int(seconds)
        time.tv_usec = Int((seconds - seconds.rounded(.down)) * 1_000_000)
        return event_add(event, &time)
    }

    private static func fire(_ address: UnsafeMutableRawPointer?) {
        guard let address else { return }
        // Taking a reference keeps the object while its body lets go of it.
        let watch = Unmanaged<Watch>.fromOpaque(address).takeUnretainedValue()
        withExtendedLifetime(watch) { watch.body() }
    }
}

/// A watch of the clock.
public typealias Timer = Watch
