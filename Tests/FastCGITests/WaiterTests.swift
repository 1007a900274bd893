import FastCGI
import Glibc
import Synchronization
import Testing

/// In a process of its own: there the end is asked for, and the wake-up has another handler.
@Suite("Waiter", .timeLimit(.minutes(1)))
struct WaiterTests {
    private static let isBusy = Atomic(false)
    private static let interruptions = Atomic(0)

    @Test("a thread is woken where it waits, and never once it goes on")
    func wake() async {
        await #expect(processExitsWith: .exitCode(7)) {
            let server = try Server()
            // Starts libfcgi, and lets the signal reach this thread and those that it makes.
            _ = try Exchange(listener: server.listener)
            signal(SIGUSR1) { _ in
                if WaiterTests.isBusy.load(ordering: .sequentiallyConsistent) {
                    WaiterTests.interruptions.add(1, ordering: .sequentiallyConsistent)
                }
            }
            Shutdown.request()
            let made = Mutex<Waiter?>(nil)
            onThread {
                let waiter = Waiter()
                made.withLock { $0 = waiter }
                while true {
                    waiter.wait {}
                    WaiterTests.isBusy.store(true, ordering: .sequentiallyConsistent)
                    // As long as a signal may be on its way to another processor.
                    for _ in 0..<50 { _ = WaiterTests.isBusy.load(ordering: .sequentiallyConsistent) }
                    WaiterTests.isBusy.store(false, ordering: .sequentiallyConsistent)
                }
            }
            guard eventually({ made.withLock { $0 != nil } }) else { server.exit(2) }
            guard let waiter = made.withLock({ $0 }) else { server.exit(3) }
            var woken = 0
            while woken < 10_000 { if waiter.wake() { woken += 1 } }
            server.exit(WaiterTests.interruptions.load(ordering: .sequentiallyConsistent) == 0 ? 7 : 1)
        }
    }
}
