import EventLoop
import Redis
import Scheduling
import Store
import Testing

/// The slow fill, staged: a reader misses, reads PostgreSQL, and is overtaken before it writes what it read.
@Suite("The board cache", .enabled(if: Stack.isUp))
struct BoardCacheTests {
    let school: TestSchool
    let slots: [Slot]
    let window: BoardWindow
    let span = Instant(unixSeconds: 5)..<Instant(unixSeconds: 9)
    let server: OwnRedis
    let redis: RedisConnection
    let epoch: String

    init() throws {
        school = try TestSchool()
        slots = try school.publish(hours: [9, 10])
        window = try school.window()
        server = try OwnRedis()
        redis = server.connect()
        epoch = try school.database.epoch()
        // The first reader after a start only begins the generation.
        try fill(try look().glimpse)
    }

    @Test("gives back what was filled, while its version is the latest")
    func hit() throws {
        try fill(try look().glimpse)
        let board = try #require(try look().hit)
        #expect(board.version == 1)
        #expect(try board.json() == Array("board of version 1".utf8))
        #expect(board.span == span)
    }

    @Test("an old board does not come back when a booking commits during the fill")
    func overtaken() throws {
        let glimpse = try look().glimpse
        let old = try #require(try school.database.board(school.board, window: window))
        try bookAndPublish()
        try fill(glimpse, version: old.version)
        #expect(try look().hit == nil)
    }

    @Test("nor when Redis is emptied between the booking and the fill")
    func emptied() throws {
        let glimpse = try look().glimpse
        let old = try #require(try school.database.board(school.board, window: window))
        try bookAndPublish()
        _ = try redis.run(Command("FLUSHALL"))
        try fill(glimpse, version: old.version)
        #expect(try look().hit == nil)
        _ = try look()
        try fill(glimpse, version: old.version)
        #expect(try look().hit == nil)
    }

    @Test("nor when Redis is restarted in between")
    func restarted() throws {
        let glimpse = try look().glimpse
        let old = try #require(try school.database.board(school.board, window: window))
        try bookAndPublish()
        try server.restart()
        try? fill(glimpse, version: old.version)
        try fill(glimpse, version: old.version)
        #expect(try look().hit == nil)
    }

    @Test("a cached board is passed over once a newer version is published")
    func superseded() throws {
        try fill(try look().glimpse)
        try bookAndPublish()
        #expect(try look().hit == nil)
        let now = try #require(try school.database.board(school.board, window: window))
        try fill(try look().glimpse, version: now.version)
        #expect(try look().hit?.version == 2)
    }

    @Test("a fill that is news to Redis is told, for its worker did not live to tell it; another fill is not")
    func news() throws {
        let loop = try Loop()
        let subscriber = RedisSubscriber(server.address, loop: loop)
        let guardian = loop.after(10) { loop.stop() }
        var told: [String] = []
        subscriber.onMessage = { told.append(String(decoding: $1, as: UTF8.self)) }
        subscriber.onSubscribed = { _ in
            do {
                for version in [1, 1, 4, 4, 5] { try fill(try look().glimpse ?? glimpseOfNothing(), version: version) }
            } catch {
                Issue.record(error)
            }
        }
        let check = loop.every(0.01) { if told.count == 3 { loop.stop() } }
        subscriber.subscribe(Keys.channel(school.board))
        withExtendedLifetime((subscriber, guardian, check)) { loop.run() }
        #expect(told == ["\(epoch) 1", "\(epoch) 4", "\(epoch) 5"])
    }

    @Test("a board that the reader knows is the latest where Redis knows of no later version, also where it knows less")
    func known() throws {
        func look(knowing version: Int, epoch: String? = nil) throws -> Int? {
            let known = EncodedBoard(epoch: epoch ?? self.epoch, version: version, span: span, json: [])
            return try BoardCache.look(up: school.board, window, epoch: self.epoch, known: known, redis).hit?.version
        }
        #expect(try look(knowing: 7) == nil, "no version was published yet")
        try Publisher.publish([school.board: ChangeMessage(epoch: epoch, version: 7, lines: [])], redis)
        #expect(try look(knowing: 7) == 7)
        #expect(try look(knowing: 8) == 8)
        #expect(try look(knowing: 6) == nil)
        #expect(try look(knowing: 7, epoch: "0.0") == nil)
    }

    /// What a reader of another window sees, whose board is in no cache.
    private func glimpseOfNothing() throws -> BoardCache.Glimpse? {
        let other = try school.window(days: 2)
        return try BoardCache.look(up: school.board, other, epoch: epoch, redis).glimpse
    }

    @Test("publishing in the wrong order never takes the version back")
    func disorder() throws {
        try Publisher.publish([school.board: ChangeMessage(epoch: epoch, version: 9, lines: [])], redis)
        try Publisher.publish([school.board: ChangeMessage(epoch: epoch, version: 8, lines: [])], redis)
        let reply = try redis.run(Command("GET", Keys.version(school.board, epoch: epoch)))
        #expect(reply.text == "9")
    }

    private func bookAndPublish() throws {
        let result = try school.book(slots[0], by: school.student())
        try #require(result.outcome == .booked)
        try Publisher.publish(result.boardNews(school: school.id, epoch: epoch), redis)
    }

    private func look() throws -> BoardCache.Lookup {
        try BoardCache.look(up: school.board, window, epoch: epoch, redis)
    }

    private func fill(_ glimpse: BoardCache.Glimpse?, version: Int = 1) throws {
        try BoardCache.fill(
            school.board, window,
            EncodedBoard(
                epoch: epoch, version: version, span: span, json: Array("board of version \(version)".utf8)),
            after: try #require(glimpse), redis)
    }
}

extension BoardCache.Lookup {
    fileprivate var glimpse: BoardCache.Glimpse? {
        if case .miss(let glimpse) = self { glimpse } else { nil }
    }

    fileprivate var hit: EncodedBoard? {
        if case .hit(let board) = self { board } else { nil }
    }
}

@Suite("The session cache", .enabled(if: Stack.isUp))
struct SessionCacheTests {
    @Test("a slow fill does not bring a session back that was ended meanwhile")
    func tombstone() throws {
        let school = try TestSchool(), server = try OwnRedis(as: .guard), redis = server.connect()
        let student = try school.student()
        let hash = (0..<32).map { _ in UInt8.random(in: 0...255) }
        _ = try school.database.beginSession(of: student.id, tokenHash: hash, school: school.id)
        let session = try #require(try school.database.session(tokenHash: hash, school: school.id))
        #expect(session.person == student)

        try SessionCache.bury(school.id, [hash], redis)
        try school.database.endSession(tokenHash: hash, school: school.id)
        try SessionCache.fill(school.id, hash, session, redis, onlyOn: redis.number)

        guard case .ended = SessionCache.read(try redis.run(SessionCache.lookup(school.id, hash))) else {
            Issue.record("the session came back")
            return
        }
        #expect(try school.database.session(tokenHash: hash, school: school.id) == nil)
    }

    @Test("a filled session is read as it was")
    func roundTrip() throws {
        let school = try TestSchool(), server = try OwnRedis(as: .guard), redis = server.connect()
        let session = Session(person: school.teacher, expiresAt: Instant(unixSeconds: 1_800_000_000))
        _ = try redis.run(SessionCache.lookup(school.id, [1, 2, 3]))
        try SessionCache.fill(school.id, [1, 2, 3], session, redis, onlyOn: redis.number)
        guard case .live(let read) = SessionCache.read(try redis.run(SessionCache.lookup(school.id, [1, 2, 3]))) else {
            Issue.record("the session was not found")
            return
        }
        #expect(read.person == school.teacher)
        #expect(read.expiresAt == session.expiresAt)
    }
}
