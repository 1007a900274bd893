import Limits
import Testing

@Suite("Buckets of one process")
struct BucketTableTests {
    private static let second = 1_000_000
    private let booking = Charge(policy: "booking", key: "person:7", quota: Quota(count: 50, window: 60))
    private let table = BucketTable()

    @Test("a window's worth at once, and then one each interval")
    func burst() throws {
        for taken in 1...50 {
            let verdict = try #require(table.take([booking], now: 0))
            #expect(verdict.isAllowed)
            #expect(verdict.remaining == 50 - taken)
        }
        let refused = try #require(table.take([booking], now: 0))
        #expect(!refused.isAllowed)
        #expect(refused.remaining == 0)
        #expect(refused.reset == 2, "1.2 seconds, rounded up")
        #expect(try #require(table.take([booking], now: 1_199_999)).isAllowed == false)
        #expect(try #require(table.take([booking], now: 1_200_000)).isAllowed)
        #expect(try #require(table.take([booking], now: 1_200_000)).isAllowed == false)
    }

    @Test("whoever waits for a window has all of it again")
    func refill() throws {
        for _ in 1...50 { _ = table.take([booking], now: 0) }
        #expect(try #require(table.take([booking], now: 60 * Self.second)).remaining == 49)
    }

    @Test("tells when all is back, and with the last one when there is another")
    func reset() throws {
        let two = Charge(policy: "bulk", key: "person:7", quota: Quota(count: 2, window: 600))
        let first = try #require(table.take([two], now: 0))
        #expect(first.remaining == 1 && first.reset == 300)
        let last = try #require(table.take([two], now: 0))
        #expect(last.remaining == 0 && last.reset == 300)
        let refused = try #require(table.take([two], now: 100 * Self.second))
        #expect(!refused.isAllowed && refused.reset == 200)
    }

    @Test("a refusal by one bucket takes from none")
    func allOrNone() throws {
        let school = Charge(policy: "school", key: "everybody", quota: Quota(count: 2, window: 60))
        let other = Charge(policy: "booking", key: "person:8", quota: booking.quota)
        _ = table.take([booking, school], now: 0)
        _ = table.take([booking, school], now: 0)
        let refused = try #require(table.take([other, school], now: 0))
        #expect(refused.policy == "school" && !refused.isAllowed)
        #expect(try #require(table.take([other], now: 0)).remaining == 49)
    }

    @Test("what is given back can be taken again")
    func giveBack() throws {
        let one = Charge(policy: "sign-in", key: "account:a", quota: Quota(count: 1, window: 60))
        #expect(try #require(table.take([one], now: 0)).isAllowed)
        table.giveBack(one)
        #expect(try #require(table.take([one], now: 0)).isAllowed)
        #expect(try #require(table.take([one], now: 0)).isAllowed == false)
    }

    @Test("a full table is crowded, not open, and has room once buckets are full again")
    func crowd() throws {
        let table = BucketTable(capacity: 2)
        func take(_ key: String, at now: Int) throws -> Bool {
            let charge = Charge(policy: "read", key: key, quota: Quota(count: 1, window: 1))
            return try #require(table.take([charge], now: now)).isAllowed
        }
        #expect(try take("a", at: 0))
        #expect(try take("b", at: 0))
        #expect(try take("c", at: 0), "the first of the crowd")
        #expect(try take("d", at: 0) == false, "the others share its bucket")
        #expect(try take("a", at: 0) == false)
        #expect(try take("d", at: 2 * Self.second))
    }
}
