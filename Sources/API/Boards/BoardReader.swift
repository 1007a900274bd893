import HTTP
import Redis
import Scheduling
import Store

/// Reads encoded boards: from this process's memory where it has the latest version, else from Redis where that has it,
/// else from PostgreSQL.
struct BoardReader {
    let services: Services

    /// The board; nil where the school has no such teacher.
    func read(_ key: BoardKey, _ window: BoardWindow) throws -> EncodedBoard? {
        let boards = services.shared.boards
        let epoch = try services.epoch()
        let ticket = boards.ticket(key)
        if let board = boards.latest(key, window, epoch: epoch, ticket) { return board }
        let found = services.attempt { redis throws(RedisError) in
            try BoardCache.look(up: key, window, epoch: epoch, redis)
        }
        // It stays as old as it is: kept again it would be shown for as long as somebody looks at it.
        if found == nil, let board = boards.recent(key, window, epoch: epoch, ticket) { return board }
        guard let board = try found?.board ?? readPostgres(key, window) else { return nil }
        if case .miss(let glimpse) = found {
            services.attempt { redis throws(RedisError) in
                try BoardCache.fill(key, window, board, after: glimpse, redis)
            }
        }
        boards.keep(board, key, window, ticket)
        return board
    }

    private func readPostgres(_ key: BoardKey, _ window: BoardWindow) throws -> EncodedBoard? {
        guard let board = try services.database.board(key, window: window) else { return nil }
        return EncodedBoard(epoch: board.epoch, version: board.version, json: board.json(teacher: key.teacher, window))
    }
}

extension BoardCache.Lookup {
    fileprivate var board: EncodedBoard? {
        if case .hit(let board) = self { board } else { nil }
    }
}

extension Board {
    fileprivate func json(teacher: Int, _ window: BoardWindow) -> [UInt8] {
        var json = JSONWriter(capacity: 256 + slots.count * 320)
        json.object {
            $0.member("teacher_id", teacher)
            $0.member("version", version)
            $0.member("from", window.from)
            $0.member("days", window.days)
            $0.member("time_zone", timeZone)
            $0.member("slots", slots) { $0.slot($1) }
        }
        return json.bytes
    }
}
