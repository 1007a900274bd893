import HTTP
import Redis
import Scheduling
import Store

/// `GET /api/v1/teachers/{id}/slots`: a teacher's board, the same for everybody, so that any cache may keep it.
func showBoard(_ context: Context) throws -> Response {
    // Two spellings of one window would be two entries in a cache: only one is taken.
    if let offence = context.request.query.offence(against: ["from", "days"]) { throw Problem(.badRequest, offence) }
    let window = try context.request.query.boardWindow()
    let key = BoardKey(school: context.school.id, teacher: context.id)
    guard let board = try BoardReader(services: context.services).read(key, window) else {
        throw Problem(.notFound, "There is no such teacher.")
    }
    let tag = "W/\"\(board.epoch).\(key.teacher).\(board.version).\(window.from).\(window.days).1\""
    let isKnown = context.request.field("if-none-match").map { EntityTag.matches($0, tag) } ?? false
    var response =
        isKnown ? Response(.notModified) : Response(.ok, contentType: "application/json", body: board.json)
    response.set("ETag", tag)
    response.set("Cache-Control", "public, no-cache")
    return response
}

/// Reads encoded boards: from Redis where it has the latest version, else from PostgreSQL, and then fills Redis.
struct BoardReader {
    struct Encoded {
        let epoch: String
        let version: Int
        let json: [UInt8]
    }

    let services: Services

    func read(_ key: BoardKey, _ window: BoardWindow) throws -> Encoded? {
        let epoch = try services.epoch()
        let found = services.attempt { redis throws(RedisError) in
            try BoardCache.look(up: key, window, epoch: epoch, redis)
        }
        switch found {
        case .hit(let version, let json): return Encoded(epoch: epoch, version: version, json: json)
        case .miss(let glimpse): return try readAndFill(key, window, glimpse)
        case nil: return try readWithoutRedis(key, window, epoch)
        }
    }

    private func readAndFill(_ key: BoardKey, _ window: BoardWindow, _ glimpse: BoardCache.Glimpse) throws -> Encoded? {
        guard let board = try services.database.board(key, window: window) else { return nil }
        let json = board.json(teacher: key.teacher, window)
        services.attempt { redis throws(RedisError) in
            try BoardCache.fill(
                key, window, epoch: board.epoch, version: board.version, json: json, after: glimpse, redis)
        }
        return Encoded(epoch: board.epoch, version: board.version, json: json)
    }

    private func readWithoutRedis(_ key: BoardKey, _ window: BoardWindow, _ epoch: String) throws -> Encoded? {
        if let entry = services.shared.localBoards.find(key, window) {
            return Encoded(epoch: epoch, version: entry.version, json: entry.json)
        }
        guard let board = try services.database.board(key, window: window) else { return nil }
        let json = board.json(teacher: key.teacher, window)
        services.shared.localBoards.keep(key, window, version: board.version, json: json)
        return Encoded(epoch: board.epoch, version: board.version, json: json)
    }
}

extension Query {
    /// The window that `from` and `days` (7 without) name.
    func boardWindow() throws(Problem) -> BoardWindow {
        guard let from = self["from"].flatMap({ CalendarDate($0) }) else {
            throw Problem.bad("from", "from is a date such as 2026-12-01.")
        }
        guard let days = has("days") ? self["days"].flatMap({ Int(digits: $0) }) : 7, BoardWindow.span.contains(days)
        else {
            throw Problem.bad("days", "days is a whole number from 1 to 31.")
        }
        guard let window = BoardWindow(from: from, days: days, today: .today) else {
            throw Problem.bad("from", "from is at most 31 days ago and at most 400 days ahead.")
        }
        return window
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
