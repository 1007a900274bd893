import Logging
import Redis
import Scheduling
import Store

extension Hub {
    /// Keys in one MGET.
    private static let mostKeys = 500

    func listenToRedis() {
        subscriber.onMessage = { [unowned self] channel, payload in self.hear(payload, on: channel) }
        subscriber.onSubscribed = { [unowned self] channel in
            if let room = self.rooms[channel] { self.perform(room.topic.subscribed(), in: room) }
            if let room = self.ownRooms[channel] { self.perform(room.topic.subscribed(), in: room) }
        }
        subscriber.onConnected = { [unowned self] in
            self.isRedisConnected = true
            self.log.notice("listening to Redis")
        }
        subscriber.onDisconnected = { [unowned self] in self.loseRedis() }
    }

    private func loseRedis() {
        if isRedisConnected { log.warning("Redis is away: PostgreSQL is asked for versions now and then") }
        isRedisConnected = false
        for room in Array(rooms.values) { perform(room.topic.disconnected(), in: room) }
        for room in Array(ownRooms.values) { perform(room.topic.disconnected(), in: room) }
    }

    package func hear(_ payload: [UInt8], on channel: String) {
        if let room = ownRooms[channel] { return hear(payload, in: room) }
        guard let room = rooms[channel] else { return }
        guard let message = ChangeMessage(payload) else {
            return log.error("a message on \(channel) cannot be read")
        }
        // Whether it is we or the publisher who missed a restore, PostgreSQL knows.
        guard message.epoch == epoch else { return askEpoch() }
        perform(room.topic.hear(version: message.version, slots: message.lines), in: room)
    }

    /// Asks Redis for the version of every watched board: a message that got lost shows as a version above the topic's.
    func compareVersions() {
        guard isRedisConnected, let epoch else { return }
        let watched = Array(rooms.values)
        for start in stride(from: 0, to: watched.count, by: Self.mostKeys) {
            let part = watched[start..<min(start + Self.mostKeys, watched.count)]
            var command = Command("MGET")
            for room in part { command.append(Keys.version(room.board, epoch: epoch)) }
            redis.run(command) { [unowned self] result in
                guard case .success(.array(let replies)) = result, self.epoch == epoch else { return }
                for (room, reply) in zip(part, replies) {
                    guard let version = reply.int else { continue }
                    self.perform(room.topic.hear(version: version), in: room)
                }
            }
        }
    }
}
