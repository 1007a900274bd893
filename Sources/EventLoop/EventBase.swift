import CEvent

/// Owns libevent's base. Every watch holds it too, since an event must not outlive its base.
final class EventBase {
    let pointer: OpaquePointer

    init?() {
        guard let pointer = event_base_new() else { return nil }
        self.pointer = pointer
    }

    deinit { event_base_free(pointer) }
}
