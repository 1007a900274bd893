import Gzip
import HTTP

/// Answers that are the same for everybody: nginx's cache keeps them, and a CDN in front of it may do the same.
///
/// What decides them stands in the address alone: no cookie is read, and none is set. A name in its query is known, plain and
/// there once, so that one question has few spellings.
enum PublicAnswer {
    /// A browser asks again each time, with the ETag where there is one. A shared cache serves an answer for a second, for one
    /// more while it fetches a newer one, and for five minutes where none is to be had, as long as boards live in Redis: while
    /// PostgreSQL or this program is away nothing can be booked.
    static let cacheControl = "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=300"

    /// Bytes from which on gzip pays: shorter answers fit into a packet as they are.
    static let shortestCompressed = 1000

    /// Throws `bad-request` where the query has another name than `known`, one twice, or one with escapes.
    static func check(_ query: Query, knows known: Set<String>) throws(Problem) {
        if let offence = query.offence(against: known) { throw Problem(.badRequest, offence) }
    }
}

extension Response {
    /// The same answer, for everybody who takes what `request` does.
    func forEverybody(_ request: Request) -> Response {
        compressed(for: request).setting("Cache-Control", PublicAnswer.cacheControl).setting("Vary", "Accept-Encoding")
    }

    /// The same answer, gzip'd where the visitor takes that and it pays: here it happens once, for all whom a cache serves.
    func compressed(for request: Request) -> Response {
        guard body.count >= PublicAnswer.shortestCompressed, field("Content-Encoding") == nil,
            ContentCoding(accepting: request.field("accept-encoding")) == .gzip
        else { return self }
        var response = setting("Content-Encoding", "gzip")
        response.body = Gzip.compress(body)
        return response
    }
}
