import Limits
import Testing

@Suite("How much is allowed")
struct QuotaTests {
    @Test("a count and seconds")
    func read() throws {
        let quota = try #require(Quota("50/60"))
        #expect(quota == Quota(count: 50, window: 60))
        #expect(quota.interval == 1_200_000)
        #expect(quota.times(20) == Quota(count: 1000, window: 60))
    }

    @Test("no limit is too wide to count with")
    func wide() throws {
        let quota = try #require(Quota("1000000/1")).times(1000)
        let charge = Charge(policy: "read-address", key: "a", quota: quota)
        #expect(quota.interval == 1)
        #expect(try #require(BucketTable().take([charge], now: 0)).isAllowed)
    }

    @Test(
        "what makes no sense is refused",
        arguments: [
            "", "50", "50/", "/60", "0/60", "50/0", "-1/60", "+5/60", "5/6/7", "5 /6", "1000001/60", "5/86401", "x/y",
        ])
    func refused(text: String) {
        #expect(Quota(text) == nil)
    }

    @Test("parts add up to the whole at least", arguments: [(50, 2, 25), (5, 2, 3), (1, 64, 1)])
    func parts(count: Int, processes: Int, part: Int) {
        #expect(Quota(count: count, window: 60).divided(by: processes).count == part)
    }
}
