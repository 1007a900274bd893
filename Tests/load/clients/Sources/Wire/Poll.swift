import CEpoll
import Glibc

/// Linux's epoll: which descriptors have something to say. Each is known by a token of the caller's.
package struct Poll: ~Copyable {
    package enum Interest: UInt32 {
        case reading = 0x001
        case writing = 0x004
    }

    /// So many are handed over at one time.
    package static let most = 512

    private let descriptor: Int32
    private let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: most)

    package init() throws(Failure) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw Failure("epoll_create1: \(Failure.reason)") }
    }

    deinit {
        events.deallocate()
        close(descriptor)
    }

    package func watch(_ descriptor: Int32, for interest: Interest, token: UInt64) {
        control(EPOLL_CTL_ADD, descriptor, interest, token)
    }

    package func change(_ descriptor: Int32, to interest: Interest, token: UInt64) {
        control(EPOLL_CTL_MOD, descriptor, interest, token)
    }

    /// A closed descriptor leaves by itself.
    package func forget(_ descriptor: Int32) {
        control(EPOLL_CTL_DEL, descriptor, .reading, 0)
    }

    /// Waits no longer than this, hands over the token of each descriptor that is ready, and answers how many were.
    package func wait(nanoseconds: Int, _ body: (UInt64) -> Void) -> Int {
        var time = timespec(tv_sec: nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
        let count = Int(epoll_pwait2(descriptor, events, Int32(Self.most), &time, nil))
        guard count > 0 else { return 0 }
        for index in 0..<count { body(events[index].data.u64) }
        return count
    }

    private func control(_ operation: Int32, _ target: Int32, _ interest: Interest, _ token: UInt64) {
        var event = epoll_event(events: interest.rawValue, data: epoll_data_t(u64: token))
        // It fails only for a descriptor that is not ours to watch.
        let status = epoll_ctl(descriptor, operation, target, &event)
        precondition(status == 0, "epoll_ctl: \(Failure.reason)")
    }
}
