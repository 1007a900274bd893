import Locks
import Testing

@Suite("Promise", .timeLimit(.minutes(1)))
struct PromiseTests {
    @Test("whoever waits gets the value, and whoever comes later; the first one counts")
    func kept() async {
        let promise = Promise<Int>()
        let got = await withTaskGroup { group in
            for _ in 0..<8 { group.addTask { promise.value(until: .now + .seconds(30)) } }
            promise.keep(1)
            promise.keep(2)
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(got == [Int?](repeating: 1, count: 8))
        #expect(promise.value(until: .now - .seconds(1)) == 1)
    }

    @Test("nobody waits beyond the deadline")
    func late() {
        let promise = Promise<Int>(), began = ContinuousClock.now
        #expect(promise.value(until: began - .seconds(1)) == nil)
        #expect(promise.value(until: began + .milliseconds(20)) == nil)
        #expect(.now - began >= .milliseconds(20))
    }
}
