import Foundation
import Limits
import Redis
import Scheduling
import Store
import Testing

@Suite("Limits in the guard", .enabled(if: Stack.isUp))
struct RateLimitTests {
    private let server: OwnRedis
    private let redis: RedisConnection

    init() throws {
        server = try OwnRedis(as: .guard)
        redis = server.connect()
    }

    private func charge(_ policy: String, _ whose: String, _ count: Int, in window: Int = 600) -> Charge {
        Charge(policy: policy, key: Keys.limit(1, policy, of: whose), quota: Quota(count: count, window: window))
    }

    private func admit(_ hash: [UInt8]?, school: Int = 100) throws -> RateLimits.Admission {
        try RateLimits.admit(
            charge("read-address", "address:192.0.2.1", 40), or: charge("read", "person:", 2),
            and: [charge("school", "everybody", school)], session: hash.map { (1, $0) }, redis)
    }

    private func keep(_ hash: [UInt8], person: Int) throws {
        let person = Person(
            id: person, name: "Zoë", email: "zoe@a.test", roles: [.student], teacherID: nil, timeZone: "UTC")
        let session = Session(person: person, expiresAt: Instant(unixSeconds: 4_000_000_000))
        _ = try redis.run(Command("PING"))
        try SessionCache.fill(1, hash, session, redis, onlyOn: redis.number)
    }

    @Test("allow a window's worth and not one more, and say so like the table of a process")
    func exact() throws {
        let bulk = charge("bulk", "person:7", 5), table = BucketTable()
        for _ in 1...7 {
            let verdict = try RateLimits.take([bulk], redis)
            // Between two of them some milliseconds pass, which only the seconds until `reset` might show.
            let alone = try #require(table.take([bulk], now: 0))
            #expect(verdict.isAllowed == alone.isAllowed)
            #expect(verdict.remaining == alone.remaining)
            #expect((alone.reset - 5...alone.reset).contains(verdict.reset))
        }
    }

    @Test("one person has one bucket, however many sessions they have")
    func person() throws {
        try keep([1], person: 7)
        try keep([2], person: 7)
        try keep([3], person: 8)
        let first = try admit([1]), second = try admit([2]), third = try admit([1]), other = try admit([3])
        #expect(first.verdict.policy == "read" && first.verdict.remaining == 1)
        #expect(second.verdict.isAllowed && second.verdict.remaining == 0)
        #expect(!third.verdict.isAllowed)
        #expect(other.verdict.isAllowed && other.verdict.remaining == 1)
        guard case .live(let session) = third.session else { return #expect(Bool(false), "the session was not found") }
        #expect(session.person.name == "Zoë")
    }

    @Test("whose session is not known, or over, is counted as their address")
    func address() throws {
        try SessionCache.bury(1, [[4]], redis)
        #expect(try admit(nil).verdict.policy == "read-address")
        #expect(try admit([9]).verdict.remaining == 38)
        let ended = try admit([4])
        #expect(ended.verdict.remaining == 37)
        guard case .ended = ended.session else { return #expect(Bool(false), "the tombstone was not seen") }
    }

    @Test("a school's bucket is above all others, and a refusal takes from none")
    func school() throws {
        try keep([1], person: 7)
        _ = try admit([1], school: 1)
        let refused = try admit([1], school: 1)
        #expect(refused.verdict.policy == "school" && !refused.verdict.isAllowed && refused.verdict.reset > 500)
        #expect(try admit([1], school: 3).verdict.remaining == 0, "one of two was still there")
    }

    @Test("what is given back can be taken again, and no bucket is left behind that never ends")
    func giveBack() throws {
        let one = charge("sign-in", "account:a", 1)
        try RateLimits.giveBack(one, redis)
        #expect(try redis.run(Command("EXISTS", one.key)).int == 0)
        #expect(try RateLimits.take([one], redis).isAllowed)
        try RateLimits.giveBack(one, redis)
        #expect(try RateLimits.take([one], redis).isAllowed)
        #expect(try RateLimits.take([one], redis).isAllowed == false)
        #expect(try #require(redis.run(Command("PTTL", one.key)).int) > 0)
    }

    @Test("a full guard forgets nothing: it refuses, and whoever asks counts alone")
    func full() throws {
        try SessionCache.bury(1, [[4]], redis)
        _ = try redis.run(Command("CONFIG", "SET", "maxmemory", "1"))
        #expect(throws: RedisError.self) { try RateLimits.take([charge("read", "person:7", 5)], redis) }
        guard case .ended = SessionCache.read(try redis.run(SessionCache.lookup(1, [4]))) else {
            return #expect(Bool(false), "the tombstone is gone")
        }
    }

    @Test("a session is not kept through another connection than the one by which it was missed")
    func restarted() throws {
        let student = try TestSchool().student()
        _ = try redis.run(SessionCache.lookup(1, [5]))
        let missedOn = redis.number
        try SessionCache.bury(1, [[5]], server.connect())
        try server.restart()
        #expect(throws: RedisError.self) {
            try SessionCache.fill(
                1, [5], Session(person: student, expiresAt: Instant(unixSeconds: 4_000_000_000)), redis,
                onlyOn: missedOn)
        }
        #expect(try redis.run(SessionCache.lookup(1, [5])) == .null)
    }

    @Test("sixty-four threads get what is allowed, and not one more")
    func parallel() async throws {
        let bulk = charge("bulk", "person:7", 50), address = server.address
        let allowed = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    let own = RedisConnection(address, timeout: 5000)
                    return (0..<4).count { _ in (try? RateLimits.take([bulk], own))?.isAllowed == true }
                }
            }
            return await group.reduce(0, +)
        }
        #expect((50...51).contains(allowed), "one comes back in twelve seconds")
    }
}
