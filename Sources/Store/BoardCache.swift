public import Redis
public import Scheduling

/// Encoded boards in Redis, each usable only while its version is the board's latest.
///
/// A fill can be slow: PostgreSQL is read, a booking commits and is published, and only then does the old board arrive.
/// So a reader notes what it saw when it missed (`Glimpse`), and its fill is written only where that still holds:
/// the version key is not above the fill's version, or was missing and still is, and Redis has not been emptied in
/// between, which the generation tells (without it, a key that was published and then lost would look never written).
public enum BoardCache {
    /// Seconds an encoded board is kept.
    public static let timeToLive = 300

    /// What a reader saw in Redis when it missed.
    public struct Glimpse: Sendable, Equatable {
        /// nil: Redis had just been emptied; such a fill is not written, but the generation is begun.
        let generation: [UInt8]?
        /// The latest version that was published or filled; nil where Redis knows of none.
        public let version: Int?
    }

    /// What Redis knows of a board.
    public enum Lookup: Sendable {
        /// The board's latest version, encoded.
        case hit(EncodedBoard)
        case miss(Glimpse)
    }

    /// Looks a board up, in one round trip; `known` is one that the caller has, which may be the latest.
    public static func look(
        up board: BoardKey, _ window: BoardWindow, epoch: String, known: EncodedBoard? = nil, _ redis: RedisConnection
    ) throws(RedisError) -> Lookup {
        let replies = try redis.pipeline([
            Command("GET", Keys.generation),
            Command("MGET", Keys.version(board, epoch: epoch), Keys.board(board, epoch: epoch, window: window)),
        ])
        guard case .array(let pair) = replies[1], pair.count == 2 else {
            return .miss(Glimpse(generation: nil, version: nil))
        }
        let version = pair[0].text.flatMap { Int($0) }
        // Above it where the publish of this machine's own write got lost.
        if let known, let version, known.epoch == epoch, known.version >= version { return .hit(known) }
        if let version, case .bytes(let entry) = pair[1],
            let board = EncodedBoard(epoch: epoch, cacheEntry: entry), board.version == version
        {
            return .hit(board)
        }
        guard case .bytes(let generation) = replies[0] else {
            return .miss(Glimpse(generation: nil, version: version))
        }
        return .miss(Glimpse(generation: generation, version: version))
    }

    /// Writes a board that was read from the primary after `glimpse`; returns whether it was written.
    ///
    /// A version that is news to Redis is published: its worker was killed before it could, and once the key is raised the
    /// relay sees nothing missing.
    @discardableResult
    public static func fill(
        _ board: BoardKey, _ window: BoardWindow, _ encoded: EncodedBoard, after glimpse: Glimpse,
        _ redis: RedisConnection
    ) throws(RedisError) -> Bool {
        let reply = try redis.run(
            script,
            keys: [
                Keys.generation, Keys.version(board, epoch: encoded.epoch),
                Keys.board(board, epoch: encoded.epoch, window: window),
            ],
            [
                glimpse.generation ?? [], Array((glimpse.version.map(String.init) ?? "none").utf8),
                Array(String(encoded.version).utf8), encoded.cacheEntry, Array(String(timeToLive).utf8),
                Array(Keys.channel(board).utf8),
                ChangeMessage(epoch: encoded.epoch, version: encoded.version, lines: []).payload,
            ])
        return reply.int == 1
    }

    private static let script = Script(
        """
        local generation = redis.call('get', KEYS[1])
        if not generation then
            local now = redis.call('time')
            redis.call('set', KEYS[1], now[1] .. '.' .. now[2])
            return 0
        end
        if generation ~= ARGV[1] then return 0 end
        local known = redis.call('get', KEYS[2])
        if known then
            if tonumber(known) > tonumber(ARGV[3]) then return 0 end
        elseif ARGV[2] ~= 'none' then
            return 0
        end
        if not known or tonumber(known) < tonumber(ARGV[3]) then
            redis.call('set', KEYS[2], ARGV[3])
            redis.call('publish', ARGV[6], ARGV[7])
        end
        redis.call('set', KEYS[3], ARGV[4], 'ex', ARGV[5])
        return 1
        """)
}
