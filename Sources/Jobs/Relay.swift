import Glibc
import Logging
import Postgres
import Redis
package import Scheduling
import Store

/// Publishes the versions that Redis has not heard of: a worker was killed between its commit and its publish, or Redis
/// was away or emptied meanwhile.
package struct Relay {
    /// Keys in one MGET.
    private static let mostKeys = 500
    /// Boards changed within so many seconds are looked at every second.
    private static let recent = 60
    /// People whose own things changed on such a board within so many seconds are told too: longer than the relay itself
    /// may have been away.
    private static let lately = 600
    /// Microseconds that a write has to bring its version from its commit to Redis, before it counts as lost.
    private static let onTheWay: UInt32 = 100_000
    /// Boards told of in one round trip.
    private static let mostBoards = 100

    private let database: Database
    private let redis: RedisConnection
    /// Where people's last writes are noted; nil where nobody reads a replica.
    private let lastWrites: RedisConnection?
    private let log: Logger

    init(database: Database, redis: RedisConnection, lastWrites: RedisConnection?, log: Logger) {
        self.database = database
        self.redis = redis
        self.lastWrites = lastWrites
        self.log = log
    }

    /// The boards whose version is above the one last published. A board that never changed needs no key.
    package static func unpublished(_ versions: [BoardKey: Int], published: [BoardKey: Int]) -> [BoardKey: Int] {
        versions.filter { board, version in version > published[board] ?? 0 }
    }

    func relayRecent() throws {
        try relay(try database.versions(changedWithin: Self.recent))
    }

    func relayAll() throws {
        try relay(try database.versions(changedWithin: nil))
    }

    /// Says only that there is such a version: each hub that watches reads the changes it lacks. The people whose own
    /// they may be are told to ask again.
    private func relay(_ versions: [BoardKey: Int]) throws {
        guard !versions.isEmpty else { return }
        let epoch = try database.epoch()
        let lost = try lost(versions, epoch: epoch)
        let news = lost.map { ($0, ChangeMessage(epoch: epoch, version: $1, lines: [])) }
        for start in stride(from: 0, to: news.count, by: Self.mostBoards) {
            let part = Dictionary(uniqueKeysWithValues: news[start...].prefix(Self.mostBoards))
            let people = peopleChanged(on: Array(part.keys))
            note(writeFor: people.keys)
            try Publisher.publish(part, to: people.mapValues(OwnMessage.changed), redis)
        }
        if !lost.isEmpty { log.info("relayed \(lost.count) boards") }
    }

    /// The boards whose version nobody is about to publish. In a busy school some write is always on its way.
    private func lost(_ versions: [BoardKey: Int], epoch: String) throws(RedisError) -> [BoardKey: Int] {
        let late = Self.unpublished(versions, published: try published(Array(versions.keys), epoch: epoch))
        guard !late.isEmpty else { return [:] }
        usleep(Self.onTheWay)
        return Self.unpublished(late, published: try published(Array(late.keys), epoch: epoch))
    }

    /// Whose own things changed on these boards. Should that not be found out, the boards are told of all the same.
    private func peopleChanged(on boards: [BoardKey]) -> [PersonKey: OwnChanges] {
        do {
            return try database.peopleChanged(on: boards, within: Self.lately)
        } catch {
            log.warning("nobody is told of their own on \(boards.count) boards: \(error)")
            return [:]
        }
    }

    /// Before they are told, for they ask again at once. While the guard is away nobody reads the replica.
    private func note(writeFor people: some Collection<PersonKey>) {
        guard let lastWrites else { return }
        do {
            try LastWrites.note(people, at: database.writtenPosition(), lastWrites)
        } catch {
            log.debug("\(error)")
        }
    }

    private func published(_ boards: [BoardKey], epoch: String) throws(RedisError) -> [BoardKey: Int] {
        var published: [BoardKey: Int] = [:]
        for start in stride(from: 0, to: boards.count, by: Self.mostKeys) {
            let part = boards[start..<min(start + Self.mostKeys, boards.count)]
            var command = Command("MGET")
            for board in part { command.append(Keys.version(board, epoch: epoch)) }
            let reply = try redis.run(command)
            for (board, version) in zip(part, reply.elements ?? []) { published[board] = version.int }
        }
        return published
    }
}
