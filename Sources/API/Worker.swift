import FastCGI
import Glibc
import HTTP
import Logging
import Store

/// The api program's threads: each accepts, answers and finishes, with connections of its own.
struct Worker: Sendable {
    /// More than this is not read; nginx refuses larger bodies before.
    static let largestBody = 512 * 1024

    private let settings: Settings
    private let listener: Listener
    private let shared: SharedState
    private let log: Logger

    /// Workers with these settings on this listener.
    init(settings: Settings, listener: Listener, shared: SharedState, log: Logger) {
        self.settings = settings
        self.shared = shared
        self.listener = listener
        self.log = log
    }

    /// Answers requests until the process is told to stop.
    func run() throws(FastCGIError) {
        let exchange = try Exchange(listener: listener)
        let services = Services(settings: settings, shared: shared, log: log)
        let application = Application(services: services, router: Router(routes))
        var recent = RecentAnswers(boards: shared.boards, epoch: shared.epoch)
        var shape: [UInt8] = []
        while exchange.accept() {
            exchange.describe(&shape)
            if let answer = recent.answer(to: shape) {
                exchange.write(answer.head)
                exchange.write(answer.body)
            } else {
                let response = answer(exchange, shape, application)
                exchange.write(response.head)
                if exchange.parameter("REQUEST_METHOD") != "HEAD" { exchange.write(response.body) }
            }
            exchange.finish()
        }
    }

    private func answer(_ exchange: Exchange, _ shape: [UInt8], _ application: Application) -> Response {
        do {
            return application.answer(try exchange.request(of: shape))
        } catch BodyError.tooLarge {
            return Problem(.tooLarge, "The body is larger than 512 KiB.").response
        } catch {
            return Problem(.badRequest, "The body ended before its Content-Length.").response
        }
    }
}

extension Exchange {
    /// What handlers read of a request's header, and the parameters that carry it.
    private static let fields: [(String, StaticString)] = [
        ("host", "HTTP_HOST"), ("accept-encoding", "HTTP_ACCEPT_ENCODING"), ("cookie", "HTTP_COOKIE"),
        ("origin", "HTTP_ORIGIN"), ("sec-fetch-site", "HTTP_SEC_FETCH_SITE"),
        ("idempotency-key", "HTTP_IDEMPOTENCY_KEY"), ("if-none-match", "HTTP_IF_NONE_MATCH"),
        ("content-type", "CONTENT_TYPE"),
    ]

    private static let reading = Array("REQUEST_METHOD=GET\0".utf8)
    /// What an answer for everybody may depend on, in nginx's order. The condition is most often that of the edge's cache, which
    /// asks every two seconds whether its board is still the latest.
    private static let decisive: [StaticString] = [
        "REQUEST_METHOD", "REQUEST_URI", "HTTP_HOST", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH",
    ]

    /// Bytes of the longest shape: pages ask with some 200. Shapes are kept by the thousand, and are the asker's own words.
    private static let longestShape = 512

    /// Writes the request's shape. One that is more than a reading has none, nor has one of many words.
    fileprivate func describe(_ shape: inout [UInt8]) {
        shape.removeAll(keepingCapacity: true)
        append(Self.decisive, to: &shape, atMost: Self.longestShape)
        if !shape.starts(with: Self.reading) { shape.removeAll(keepingCapacity: true) }
    }

    /// The request as the handlers see it. A field sent twice has two values: nginx passes each.
    fileprivate func request(of shape: [UInt8]) throws(BodyError) -> Request {
        let uri = parameter("REQUEST_URI") ?? "/"
        let path = uri.prefix { $0 != "?" }
        var fields: [String: [String]] = [:]
        for (field, parameter) in Self.fields {
            let values = values(of: parameter)
            if !values.isEmpty { fields[field] = values }
        }
        return Request(
            method: parameter("REQUEST_METHOD").flatMap(HTTP.Method.init(rawValue:)), path: String(path),
            query: Query(String(uri.dropFirst(path.count + 1))), fields: fields,
            body: try readBody(atMost: Worker.largestBody), address: parameter("REMOTE_ADDR") ?? "",
            id: parameter("REQUEST_ID") ?? "", shape: shape)
    }
}
