import CEpoll
import Glibc

/// Linux's epoll: which descriptors have something to say. Each is known by a token of the caller's.
struct Poll: ~Copyable {
    enum Interest: UInt32 {
        case reading = 0x001
        case writing = 0x004
    }

    private static let mostAtOnce = 512
    private static let few = 128
    /// Microseconds; delays are longer by up to so much.
    private static let rest: UInt32 = 1000

    private let descriptor: Int32
    private let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: mostAtOnce)

    init() throws(Failure) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw Failure("epoll_create1: \(Failure.reason)") }
    }

    deinit {
        events.deallocate()
        close(descriptor)
    }

    func watch(_ descriptor: Int32, for interest: Interest, token: UInt64) {
        control(EPOLL_CTL_ADD, descriptor, interest, token)
    }

    func change(_ descriptor: Int32, to interest: Interest, token: UInt64) {
        control(EPOLL_CTL_MOD, descriptor, interest, token)
    }

    /// A closed descriptor leaves by itself.
    func forget(_ descriptor: Int32) {
        control(EPOLL_CTL_DEL, descriptor, .reading, 0)
    }

    /// Waits no longer than this, and hands over the token of each descriptor that is ready; then rests for a moment if
    /// there were few.
    ///
    /// Real pages are other computers' work. Here each packet to a waiting process would wake it at once, at the sender's
    /// cost; a network card gathers them, and so does the rest.
    func wait(milliseconds: Int32, _ body: (UInt64) -> Void) {
        let count = epoll_wait(descriptor, events, Int32(Self.mostAtOnce), milliseconds)
        guard count > 0 else { return }
        for index in 0..<Int(count) { body(events[index].data.u64) }
        if count < Self.few { usleep(Self.rest) }
    }

    private func control(_ operation: Int32, _ target: Int32, _ interest: Interest, _ token: UInt64) {
        var event = epoll_event(events: interest.rawValue, data: epoll_data_t(u64: token))
        // It fails only for a descriptor that is not ours to watch.
        let status = epoll_ctl(descriptor, operation, target, &event)
        precondition(status == 0, "epoll_ctl: \(Failure.reason)")
    }
}
