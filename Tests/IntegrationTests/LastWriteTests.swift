import Foundation
import Limits
import Postgres
import Redis
import Scheduling
import Store
import Testing

@Suite("Last writes in the guard", .enabled(if: Stack.isUp))
struct LastWriteTests {
    private let server: OwnRedis
    private let redis: RedisConnection
    private let person = PersonKey(school: 1, id: 7)

    init() throws {
        server = try OwnRedis(as: .guard)
        redis = server.connect()
        let person = Person(id: 7, name: "Zoë", email: "zoe@a.test", roles: [], teacherID: nil, timeZone: "UTC")
        _ = try redis.run(Command("PING"))
        try SessionCache.fill(
            1, [1], Session(person: person, expiresAt: Instant(unixSeconds: 4_000_000_000)), redis,
            onlyOn: redis.number)
    }

    private func lastWrite(session: [UInt8]?, isWanted: Bool = true) throws -> LastWrite {
        let charge = Charge(policy: "read", key: "slotboard:{1}:limit:read:", quota: Quota(count: 9, window: 60))
        return try RateLimits.admit(
            charge, or: charge, and: [], session: session.map { (1, $0) }, wantsLastWrite: isWanted, redis
        ).lastWrite
    }

    @Test("come with the session, in the same round trip")
    func told() throws {
        #expect(try lastWrite(session: [1]) == .longAgo)
        try LastWrites.note([person, PersonKey(school: 1, id: 8)], at: LogPosition(bytes: 255), redis)
        #expect(try lastWrite(session: [1]) == .before(LogPosition(bytes: 255)))
        #expect(try lastWrite(session: nil) == .longAgo, "who is not signed in writes nothing")
        #expect(try lastWrite(session: [2]) == .unknown, "nobody knows whose session this is")
        #expect(try lastWrite(session: [1], isWanted: false) == .unknown)
    }

    @Test("the later position stays, whichever worker was the faster to note it")
    func order() throws {
        let late = LogPosition(bytes: 1 << 60)
        try LastWrites.note([person], at: late, redis)
        try LastWrites.note([person], at: LogPosition(bytes: 0xFFFF), redis)
        #expect(try lastWrite(session: [1]) == .before(late))
        try LastWrites.note([person], at: .end, redis)
        #expect(try lastWrite(session: [1]) == .before(.end))
    }

    @Test("are kept for longer than a replica may be behind, and not for ever")
    func lifetime() throws {
        try LastWrites.note([person], at: LogPosition(bytes: 1), redis)
        let seconds = try #require(redis.run(Command("TTL", Keys.lastWrite(of: person))).int)
        #expect((1...LastWrites.timeToLive).contains(seconds))
        #expect(.seconds(LastWrites.timeToLive) > Database.mostLag)
    }

    @Test("of the primary, a write lies below the position that is asked for after it")
    func position() throws {
        let database = try Stack.api()
        let before = try database.writtenPosition()
        _ = try TestSchool()
        #expect(try database.writtenPosition() > before)
        #expect(try database.replayedPosition() == nil, "the primary is no replica")
    }

    @Test("the primary is not taken for a replica, and its answer is thrown away; through PgBouncer, too")
    func primaryAsReplica() throws {
        let connection = PostgresConnection(try #require(Stack.environment["SLOTBOARD_DATABASE_URL"]))
        let error = #expect(throws: PostgresError.self) {
            _ = try Database(replica: connection, from: LogPosition(bytes: 0)).epoch()
        }
        #expect(error?.kind == .condition)
        let rows = try connection.run("select $1::int", [7], provided: Condition("select true"))
        #expect(try rows.map { row in try row.int() } == [7])
        #expect(connection.reconnections == 0)
    }
}
