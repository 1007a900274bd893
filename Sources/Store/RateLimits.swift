public import Limits
public import Redis

/// Limits that all processes share, in the guard: each bucket is one key, the moment at which it will be full again.
///
/// The generic cell rate algorithm, as `Limits.BucketTable` has it, by the guard's own clock. A request takes one from each
/// of its buckets or, where one is empty, from none: what is refused uses nothing up, so nobody can drain a school's
/// bucket by being refused.
public enum RateLimits {
    /// What the limit of a whole school is called.
    public static let school = "school"

    /// How a request was let in, or not.
    public struct Admission: Sendable {
        /// Whether it may go on.
        public let verdict: Verdict
        /// Who asks, where a session was named.
        public let session: SessionCache.Lookup
        /// When the session's person wrote last, where that was wanted.
        public let lastWrite: LastWrite
    }

    /// Looks a session up and takes from the buckets, in one round trip: from its person's where the session is known, else
    /// from `stranger`'s; and in any case from `common`.
    ///
    /// The key of `anyPerson` lacks the id that ends it. Where a replica is read, the same round trip tells when the person
    /// of the session wrote last.
    public static func admit(
        _ stranger: Charge, or anyPerson: Charge, and common: [Charge],
        session: (school: Int, tokenHash: [UInt8])?, wantsLastWrite: Bool = false, _ redis: RedisConnection
    ) throws(RedisError) -> Admission {
        let charges = [stranger] + common
        let keys = charges.map(\.key) + (session.map { [Keys.session($0.school, $0.tokenHash)] } ?? [])
        var arguments = arguments(charges) + [Array(anyPerson.key.utf8)] + arguments(of: anyPerson.quota)
        if let session, wantsLastWrite { arguments.append(Array(Keys.lastWritePrefix(session.school).utf8)) }
        let reply = try redis.run(script, keys: keys, arguments)
        guard let parts = reply.elements, parts.count == 6 else { throw RedisError.unexpected }
        let isKnown = parts[1].int == 1
        // Who names no session has written nothing lately.
        let canTell = wantsLastWrite && (isKnown || session == nil)
        return Admission(
            verdict: try verdict(parts, on: isKnown ? [anyPerson] + common : charges),
            session: SessionCache.read(parts[0]), lastWrite: canTell ? LastWrites.read(parts[5]) : .unknown)
    }

    /// Takes one from each bucket, or from none; the tightest first, for the answer speaks of it.
    public static func take(_ charges: [Charge], _ redis: RedisConnection) throws(RedisError) -> Verdict {
        let reply = try redis.run(script, keys: charges.map(\.key), arguments(charges))
        guard let parts = reply.elements, parts.count == 6 else { throw RedisError.unexpected }
        return try verdict(parts, on: charges)
    }

    /// Puts one back.
    public static func giveBack(_ charge: Charge, _ redis: RedisConnection) throws(RedisError) {
        _ = try redis.run(putBack, keys: [charge.key], [Array(String(charge.quota.interval).utf8)])
    }

    /// What the script's answer means: session, whether it is known, which charge was refused, when that one or else the
    /// first is full again, how far over its window a refused one would be, and when the session's person wrote last.
    private static func verdict(_ parts: [Reply], on charges: [Charge]) throws(RedisError) -> Verdict {
        guard let refused = parts[2].int, charges.indices.contains(max(0, refused - 1)), let due = parts[3].int,
            let over = parts[4].int
        else { throw RedisError.unexpected }
        return Verdict(charges[max(0, refused - 1)], due: due, over: refused > 0 ? over : nil)
    }

    private static func arguments(_ charges: [Charge]) -> [[UInt8]] {
        [Array(String(charges.count).utf8)] + charges.flatMap { arguments(of: $0.quota) }
    }

    private static func arguments(of quota: Quota) -> [[UInt8]] {
        [Array(String(quota.interval).utf8), Array(String(quota.span).utf8)]
    }

    /// KEYS: the buckets, and a session or none. ARGV: how many buckets; interval and window of each; the key of a
    /// person's bucket but for the id, its interval and window; where a last write is wanted, its key but for the id. All
    /// keys carry the school's hash tag, also those that are made here.
    private static let script = Script(
        """
        local time = redis.call('time')
        local now = time[1] * 1000000 + time[2]
        local count = tonumber(ARGV[1])
        local keys, intervals, windows = {}, {}, {}
        for i = 1, count do
            keys[i], intervals[i], windows[i] = KEYS[i], tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
        end
        local session, known, written = false, 0, false
        if #KEYS > count then
            session = redis.call('get', KEYS[count + 1])
            local person = session and string.match(session, '^%d+')
            if person then
                known = 1
                keys[1] = ARGV[2 * count + 2] .. person
                intervals[1], windows[1] = tonumber(ARGV[2 * count + 3]), tonumber(ARGV[2 * count + 4])
                local last = ARGV[2 * count + 5]
                written = last and redis.call('get', last .. person) or false
            end
        end
        local due = {}
        for i = 1, count do
            due[i] = math.max(tonumber(redis.call('get', keys[i]) or 0), now) + intervals[i]
            local over = due[i] - windows[i] - now
            if over > 0 then return { session, known, i, due[i] - now, over, written } end
        end
        for i = 1, count do
            redis.call('set', keys[i], string.format('%.0f', due[i]), 'px', math.ceil((due[i] - now) / 1000))
        end
        return { session, known, 0, due[1] - now, 0, written }
        """)

    private static let putBack = Script(
        """
        if redis.call('exists', KEYS[1]) == 1 then return redis.call('decrby', KEYS[1], ARGV[1]) end
        return 0
        """)
}
