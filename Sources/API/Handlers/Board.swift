import HTTP
import Scheduling
import Store

/// `GET /api/v1/teachers/{id}/slots`: a teacher's board, the same for everybody, so that any cache may keep it. Without `from` it
/// begins on the day before this week's Monday (UTC): with 9 days or more this week is whole, whatever the zone.
func showBoard(_ context: Context) throws -> Response {
    try PublicAnswer.check(context.request.query, knows: ["from", "days", "fields"])
    let window = try context.request.query.boardWindow(from: CalendarDate.today.monday.advanced(by: -1))
    let key = BoardKey(school: context.school.id, teacher: context.id)
    guard let board = try BoardReader(services: context.services).read(key, window) else {
        throw Problem(.notFound, "There is no such teacher.")
    }
    let tag = "W/\"\(board.epoch).\(key.teacher).\(board.version).\(window.from).\(window.days).1\""
    let isKnown = context.request.field("if-none-match").map { EntityTag.matches($0, tag) } ?? false
    var response = isKnown ? Response(.notModified) : try board.response(for: context.request)
    response.set("ETag", tag)
    response = response.forEverybody(context.request)
    // Where the address names no day, what it shows is another week one day.
    if context.request.query.has("from") {
        let answer = BoardShelf.Answer(head: response.head, body: response.body)
        context.services.shared.boards.write(answer, to: context.request.shape, showing: board, key, window)
    }
    return response
}

extension EncodedBoard {
    /// The bytes as they lie in the cache where the visitor takes gzip.
    fileprivate func response(for request: Request) throws(BrokenEntry) -> Response {
        switch ContentCoding(accepting: request.field("accept-encoding")) {
        case .gzip:
            return Response(.ok, contentType: "application/json", body: gzipped).setting("Content-Encoding", "gzip")
        case .identity: return Response(.ok, contentType: "application/json", body: try json())
        }
    }
}

extension Query {
    /// The window that `from` and `days` (7 without) name; without `from` it begins on `first`, if there is one.
    func boardWindow(from first: CalendarDate? = nil) throws(Problem) -> BoardWindow {
        guard let from = has("from") ? self["from"].flatMap({ CalendarDate($0) }) : first else {
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
