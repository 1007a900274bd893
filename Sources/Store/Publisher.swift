public import Redis
public import Scheduling

/// Tells open pages of a change: after the commit, before the answer.
public enum Publisher {
    /// Raises the boards' version keys and publishes the changes, each in one step of Redis, and tells the people whose
    /// own they are; all of it in one round trip.
    ///
    /// Nothing is lost where this fails: the relay in `slotboard-jobs` publishes what the version keys show missing.
    public static func publish(
        _ boards: [BoardKey: ChangeMessage] = [:], to people: [PersonKey: OwnMessage] = [:], _ redis: RedisConnection
    ) throws(RedisError) {
        let calls = boards.map { board, message in
            script.call(
                keys: [Keys.version(board, epoch: message.epoch)],
                [Array(String(message.version).utf8), Array(Keys.channel(board).utf8), message.payload])
        }
        try redis.run(calls, then: people.map { person, message in command(message, to: person) })
    }

    /// The command that tells one person, for a pipeline of the caller's.
    public static func command(_ message: OwnMessage, to person: PersonKey) -> Command {
        var command = Command("PUBLISH", Keys.own(person))
        command.append(bytes: message.payload)
        return command
    }

    /// Two workers publish in the wrong order all the time: the key takes the higher version.
    private static let script = Script(
        """
        local known = tonumber(redis.call('get', KEYS[1]) or '-1')
        if known < tonumber(ARGV[1]) then redis.call('set', KEYS[1], ARGV[1]) end
        return redis.call('publish', ARGV[2], ARGV[3])
        """)
}
