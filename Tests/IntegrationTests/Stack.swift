import Foundation
import Postgres
import Redis
import Scheduling
import Store
import Testing

/// The running stack that `bin/test` brings up, and a school of the test's own in it.
enum Stack {
    static let environment = ProcessInfo.processInfo.environment
    static let isUp = environment["SLOTBOARD_OWNER_DATABASE_URL"] != nil

    static func owner() throws -> PostgresConnection {
        PostgresConnection(try #require(environment["SLOTBOARD_OWNER_DATABASE_URL"]))
    }

    /// A connection as slotboard-api has it: its role, through PgBouncer.
    static func api() throws -> Database {
        Database(PostgresConnection(try #require(environment["SLOTBOARD_DATABASE_URL"])))
    }
}

/// A school of one test's own, with a teacher and as many students as it wants.
struct TestSchool {
    let database: Database
    let id: Int
    let teacher: Person
    let board: BoardKey

    init() throws {
        database = try Stack.api()
        let owner = try Stack.owner()
        let slug = "test-\(UUID().uuidString.lowercased())"
        var row = try #require(
            owner.run(
                "insert into school (slug, name, time_zone) values ($1, 'A test', 'Europe/Berlin') returning id",
                [.text(slug)]
            ).first)
        id = try row.int()
        let made = try database.createPerson(
            .init(
                name: "Tea Cher", email: "teacher@\(slug).test", passwordHash: nil, timeZone: "Europe/Berlin",
                roles: [.teacher]), school: id)
        teacher = try #require(made)
        board = BoardKey(school: id, teacher: try #require(teacher.teacherID))
    }

    func student() throws -> Person {
        let made = try database.createPerson(
            .init(
                name: "Stu Dent", email: "\(UUID().uuidString.lowercased())@students.test", passwordHash: nil,
                timeZone: "Europe/Berlin", roles: [.student]), school: id)
        return try #require(made)
    }

    /// Publishes hours of one day, `days` from today, and returns their slots in order.
    func publish(hours: [Int], inDays days: Int = 7, capacity: Int = 1) throws -> [Slot] {
        try publishing(hours: hours, inDays: days, capacity: capacity).entries.map(\.slot)
    }

    /// The same; returns all that was answered.
    func publishing(hours: [Int], inDays days: Int, capacity: Int = 1) throws -> WriteResult {
        let slots = try hours.map { hour in
            NewSlot(
                date: Self.today.advanced(by: days),
                time: try #require(WallTime(hour < 10 ? "0\(hour):00" : "\(hour):00")),
                minutes: 60, capacity: capacity, utcOffset: nil, place: nil, note: nil)
        }
        let result = try database.publish(
            slots, teacher: board.teacher, actor: teacher.id, school: id, key: Self.key())
        try #require(result.outcome == .published)
        return result
    }

    func window(days: Int = 14) throws -> BoardWindow {
        try #require(BoardWindow(from: Self.today, days: days, today: Self.today))
    }

    func book(_ slot: Slot, by student: Person, key: Database.IdempotencyKey = key()) throws -> WriteResult {
        try database.book(slot: slot.id, student: student.id, school: id, note: nil, key: key)
    }

    static func key() -> Database.IdempotencyKey {
        .init(text: UUID().uuidString, requestHash: [UInt8](repeating: 7, count: 32))
    }

    static var today: CalendarDate {
        Instant(unixSeconds: Int(Date().timeIntervalSince1970)).utcDate
    }
}

/// A Redis of one test's own, which it may empty and restart: with what the stack's Redis, or its guard, is told.
///
/// Started without Foundation's Process, whose `waitUntilExit` can hang on a thread of Swift Testing.
final class OwnRedis {
    /// Which server of the stack it stands for, and so which file of `ops/redis` it is started on.
    enum Part: String {
        case redis, `guard`
    }

    private let folder: String
    private let configuration: String
    private var process: pid_t = 0

    init(as part: Part = .redis) throws {
        let project = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        configuration = project.appending(path: "ops/redis/\(part.rawValue).conf").standardizedFileURL.path
        folder = "/tmp/slotboard-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try start()
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    var address: RedisAddress { .unix(path: "\(folder)/redis.sock") }

    func connect() -> RedisConnection { RedisConnection(address) }

    func restart() throws {
        stop()
        try start()
    }

    func stop() {
        guard process != 0 else { return }
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        process = 0
    }

    /// It stands still, with its connections open.
    func pause() { kill(process, SIGSTOP) }

    func resume() { kill(process, SIGCONT) }

    private func start() throws {
        let words = [
            "redis-server", configuration, "--unixsocket", "\(folder)/redis.sock", "--dir", folder,
            "--logfile", "\(folder)/redis.log",
        ]
        var arguments = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        try #require(posix_spawnp(&process, words[0], nil, nil, &arguments, environ) == 0)
        let deadline = Date(timeIntervalSinceNow: 10)
        while (try? RedisConnection(address).run(Command("PING"))) == nil {
            try #require(Date() < deadline, "redis-server did not start")
            usleep(20_000)
        }
    }
}
