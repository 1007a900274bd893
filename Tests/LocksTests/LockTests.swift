import Locks
import Testing

@Suite("Lock", .timeLimit(.minutes(1)))
struct LockTests {
    @Test("no change of any thread is lost")
    func threads() async {
        let count = Counter()
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<20_000 { count.lock.withLock { $0 += 1 } } }
            }
        }
        #expect(count.lock.withLock { $0 } == 160_000)
    }

    @Test("who fails gives the lock back, and what was changed stays")
    func failure() {
        let lock = Lock(0)
        #expect(throws: Refusal.self) {
            try lock.withLock { value throws(Refusal) in
                value = 1
                throw Refusal()
            }
        }
        #expect(lock.withLock { $0 } == 1)
    }

    @Test("the value goes with its lock")
    func end() {
        var holder: Holder? = Holder(Counter())
        weak let value = holder?.lock.withLock { $0 }
        #expect(value != nil)
        holder = nil
        #expect(value == nil)
    }

    private final class Counter: Sendable {
        let lock = Lock(0)
    }

    private final class Holder: Sendable {
        let lock: Lock<Counter>

        init(_ counter: Counter) {
            lock = Lock(counter)
        }
    }

    private struct Refusal: Error {}
}
