import EventLoop
import Glibc
import Testing

@Suite("Mailbox", .timeLimit(.minutes(1)))
struct MailboxTests {
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

    @Test("work from many threads runs in the loop's thread, each thread's in its order")
    func threads() {
        let mailbox = loop.mailbox
        let tally = LoopBound(Tally(of: 4), to: loop)
        let bound = LoopBound(loop, to: loop)
        for thread in 0..<4 {
            onThread {
                for number in 0..<1_000 { mailbox.post { tally.value.note(number, from: thread) } }
                mailbox.post { if tally.value.total == 4_000 { bound.value.stop() } }
            }
        }
        loop.run()
        #expect(tally.value.isInOrder)
        #expect(tally.value.total == 4_000)
    }

    @Test("work posted before the loop runs is not lost, and work may post more")
    func nested() {
        let mailbox = loop.mailbox
        let bound = LoopBound(loop, to: loop)
        mailbox.post { mailbox.post { bound.value.stop() } }
        loop.run()
        #expect(mailbox.isOnLoop)
    }

    @Test("a value of the loop traps in any other thread")
    func otherThread() async {
        await #expect(processExitsWith: .failure) {
            let loop = try Loop()
            let bound = LoopBound(1, to: loop)
            onThread { exit(Int32(bound.value) - 1) }
            loop.run()
        }
    }
}

/// What the loop has heard from each thread.
private final class Tally {
    private var next: [Int]
    private(set) var isInOrder = true

    init(of threads: Int) { next = Array(repeating: 0, count: threads) }

    var total: Int { next.reduce(0, +) }

    func note(_ number: Int, from thread: Int) {
        if next[thread] != number { isInOrder = false }
        next[thread] += 1
    }
}

/// Runs the body in a thread of its own.
func onThread(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(body)).toOpaque()
    let status = pthread_create(
        &thread, nil,
        { box in
            guard let box else { return nil }
            Unmanaged<Box>.fromOpaque(box).takeRetainedValue().body()
            return nil
        }, box)
    precondition(status == 0, "a thread can be made")
    pthread_detach(thread)
}
