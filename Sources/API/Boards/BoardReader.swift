import Postgres
import Redis
import Scheduling
import Store

/// Reads encoded boards: from this process's memory where it surely has the latest version, or where Redis says so; else
/// from Redis where that has it, else from PostgreSQL.
struct BoardReader {
    let services: Services

    /// The board; nil where the school has no such teacher.
    func read(_ key: BoardKey, _ window: BoardWindow) throws -> EncodedBoard? {
        let boards = services.shared.boards
        let epoch = try services.epoch()
        let ticket = boards.ticket(key)
        if let board = boards.latest(key, window, epoch: epoch, ticket) { return board }
        let known = boards.known(key, window)
        let found = services.attempt { redis throws(RedisError) in
            try BoardCache.look(up: key, window, epoch: epoch, known: known, redis)
        }
        // It stays as old as it is: kept again it would be shown for as long as somebody looks at it.
        if found == nil, let board = boards.recent(key, window, epoch: epoch, ticket) { return board }
        guard let board = try found?.board ?? readAnew(key, window, epoch: epoch, after: found?.glimpse) else {
            return nil
        }
        boards.keep(board, key, window, ticket)
        return board
    }

    /// The board from PostgreSQL, and into Redis. While PostgreSQL is away the one in memory, where it is the one Redis knows of:
    /// nothing can be booked meanwhile, and the boards that are booked most shall not be the first to go.
    private func readAnew(
        _ key: BoardKey, _ window: BoardWindow, epoch: String, after glimpse: BoardCache.Glimpse?
    ) throws -> EncodedBoard? {
        do {
            guard let board = try readPostgres(key, window) else { return nil }
            if let glimpse {
                services.attempt { redis throws(RedisError) in
                    try BoardCache.fill(key, window, board, after: glimpse, redis)
                }
            }
            return board
        } catch let error as PostgresError where error.isTemporary {
            guard let version = glimpse?.version,
                let board = services.shared.boards.known(key, window, epoch: epoch, at: version)
            else { throw error }
            return board
        }
    }

    private func readPostgres(_ key: BoardKey, _ window: BoardWindow) throws -> EncodedBoard? {
        guard let board = try services.database.board(key, window: window) else { return nil }
        return EncodedBoard(board, teacher: key.teacher, window)
    }
}

extension BoardCache.Lookup {
    fileprivate var board: EncodedBoard? {
        if case .hit(let board) = self { board } else { nil }
    }

    fileprivate var glimpse: BoardCache.Glimpse? {
        if case .miss(let glimpse) = self { glimpse } else { nil }
    }
}
