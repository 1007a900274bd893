import Glibc

/// A moment up to which an answer is waited for.
struct Deadline {
    /// None: waits for as long as it takes.
    private let instant: ContinuousClock.Instant?

    static let never = Deadline(instant: nil)

    /// Does not wait at all.
    static let now = Deadline(instant: .now)

    static func after(milliseconds: Int) -> Deadline {
        Deadline(instant: .now + .milliseconds(milliseconds))
    }

    /// Time left in the unit of poll(2), rounded up; -1 is for ever, 0 is over.
    private var pollTimeout: Int32 {
        guard let instant else { return -1 }
        let left = instant - .now
        guard left > .zero else { return 0 }
        return Int32(clamping: Int(left / .milliseconds(1)) + 1)
    }

    /// Waits until the descriptor is ready for one of the events; no events when time is over or poll(2) failed.
    func wait(for events: Int32, on descriptor: Int32) -> Int32 {
        var watched = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        while true {
            let ready = poll(&watched, 1, pollTimeout)
            if ready > 0 { return Int32(watched.revents) }
            guard ready < 0, errno == EINTR else { return 0 }
        }
    }
}
