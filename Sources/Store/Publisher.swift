public import Redis
public import Scheduling

/// Tells every open page of a change: after the commit, before the answer.
public enum Publisher {
    /// Raises the board's version key and publishes the change, in one step of Redis.
    ///
    /// Nothing is lost where this fails: the relay in `slotboard-jobs` publishes what the version key shows missing.
    public static func publish(
        _ message: ChangeMessage, on board: BoardKey, _ redis: RedisConnection
    ) throws(RedisError) {
        _ = try redis.run(
            script, keys: [Keys.version(board, epoch: message.epoch)],
            [Array(String(message.version).utf8), Array(Keys.channel(board).utf8), message.payload])
    }

    /// Two workers publish in the wrong order all the time: the key takes the higher version.
    private static let script = Script(
        """
        local known = tonumber(redis.call('get', KEYS[1]) or '-1')
        if known < tonumber(ARGV[1]) then redis.call('set', KEYS[1], ARGV[1]) end
        return redis.call('publish', ARGV[2], ARGV[3])
        """)
}
