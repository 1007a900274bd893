import EventLoop
import Glibc
import Testing

@Suite("Loop", .timeLimit(.minutes(1)))
struct LoopTests {
    private let loop: Loop
    /// Ends the loop of a test that waits in vain.
    private let guardian: EventLoop.Timer

    init() throws {
        let loop = try Loop()
        self.loop = loop
        guardian = loop.after(30) {
            Issue.record("nothing happened within 30 s")
            loop.stop()
        }
    }

    @Test("a timer fires once, after its time")
    func after() {
        var fired = 0
        let began = ContinuousClock.now
        let timer = loop.after(0.05) { fired += 1 }
        let end = loop.after(0.15) { loop.stop() }
        withExtendedLifetime((timer, end)) { loop.run() }
        #expect(fired == 1)
        #expect(ContinuousClock.now - began >= .milliseconds(140))
    }

    @Test("timers fire in the order of their times")
    func order() {
        var order: [Int] = []
        let timers = [3, 1, 2].map { number in loop.after(Double(number) * 0.02) { order.append(number) } }
        let end = loop.after(0.1) { loop.stop() }
        withExtendedLifetime((timers, end)) { loop.run() }
        #expect(order == [1, 2, 3])
    }

    @Test("a repeating timer fires until it is cancelled, also from within itself")
    func every() {
        var fired = 0
        var timer: EventLoop.Timer?
        var end: EventLoop.Timer?
        timer = loop.every(0.01) {
            fired += 1
            guard fired == 3 else { return }
            timer?.cancel()
            end = loop.after(0.05) { loop.stop() }
        }
        loop.run()
        end?.cancel()
        #expect(fired == 3)
    }

    @Test("a timer that nobody keeps never fires")
    func forgotten() {
        _ = loop.after(0) { Issue.record("a forgotten timer fired") }
        let end = loop.after(0.03) { loop.stop() }
        withExtendedLifetime(end) { loop.run() }
    }

    @Test("a cancelled timer never fires, and lets go of what its body holds")
    func cancelled() {
        var held: Held? = Held()
        weak let witness = held
        let timer = loop.after(0) { [held] in Issue.record("a cancelled timer fired, with \(held as Any)") }
        held = nil
        #expect(witness != nil)
        timer.cancel()
        #expect(witness == nil)
        let end = loop.after(0.03) { loop.stop() }
        withExtendedLifetime(end) { loop.run() }
    }

    @Test("a watch of a descriptor fires while there is something to read")
    func readable() throws {
        let pair = try SocketPair()
        var received: [UInt8] = []
        let watch = try loop.watch(pair.left, for: .read) {
            var byte: UInt8 = 0
            guard read(pair.left, &byte, 1) == 1 else { return loop.stop() }
            received.append(byte)
        }
        #expect(write(pair.right, [1, 2, 3] as [UInt8], 3) == 3)
        shutdown(pair.right, Int32(SHUT_WR))
        withExtendedLifetime(watch) { loop.run() }
        #expect(received == [1, 2, 3])
    }

    @Test("a watch for room to write rests while the other side does not read")
    func writable() throws {
        let pair = try SocketPair()
        var written = 0
        var rounds = 0
        let writer = try loop.watch(pair.left, for: .write) {
            rounds += 1
            let count = write(pair.left, [UInt8](repeating: 0, count: 65_536), 65_536)
            written += max(0, count)
        }
        let end = loop.after(0.1) { loop.stop() }
        withExtendedLifetime((writer, end)) { loop.run() }
        #expect(written > 0)
        #expect(rounds < 1_000)
    }

    @Test("a watch may end itself and others from within its body")
    func cancelWithin() throws {
        let pairs = try (0..<50).map { _ in try SocketPair() }
        var watches: [Watch] = []
        var fired = 0
        for pair in pairs {
            #expect(write(pair.right, [1] as [UInt8], 1) == 1)
            watches.append(
                try loop.watch(pair.left, for: .read) {
                    fired += 1
                    watches = []
                })
        }
        let end = loop.after(0.05) { loop.stop() }
        withExtendedLifetime((pairs, end)) { loop.run() }
        #expect(fired == 1)
    }

    @Test("thousands of watches and timers live side by side")
    func thousands() throws {
        let pairs = try (0..<2_000).map { _ in try SocketPair() }
        var heard = 0
        let watches = try pairs.map { pair in
            try loop.watch(pair.left, for: .read) {
                var byte: UInt8 = 0
                heard += read(pair.left, &byte, 1)
                if heard == pairs.count { loop.stop() }
            }
        }
        let timers = pairs.map { pair in loop.after(0.02) { _ = write(pair.right, [1] as [UInt8], 1) } }
        withExtendedLifetime((pairs, watches, timers)) { loop.run() }
        #expect(heard == pairs.count)
    }

    @Test("what cannot be watched is an error")
    func unwatchable() throws {
        let nothing = try #require(throws: LoopError.self) { try loop.watch(-1, for: .read) {} }
        #expect(nothing.code == EBADF)
        let file = open("/proc/self/exe", O_RDONLY)
        defer { close(file) }
        let alwaysReady = try #require(throws: LoopError.self) { try loop.watch(file, for: .read) {} }
        #expect(alwaysReady.code == EPERM)
    }

    @Test("a signal runs its body in the loop")
    func signal() throws {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGUSR2)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        let watch = try loop.onSignal(SIGUSR2) { loop.stop() }
        let sender = loop.after(0.01) { kill(getpid(), SIGUSR2) }
        withExtendedLifetime((watch, sender)) { loop.run() }
    }

    private final class Held {}
}

/// Two connected, non-blocking sockets, closed with their last reference.
private final class SocketPair {
    let left: Int32
    let right: Int32

    init() throws {
        var descriptors: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue)
        let status = socketpair(AF_UNIX, kind, 0, &descriptors)
        try #require(status == 0)
        (left, right) = (descriptors[0], descriptors[1])
    }

    deinit {
        close(left)
        close(right)
    }
}
