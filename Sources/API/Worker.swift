import FastCGI
import Glibc
import HTTP
import Logging
import Store

/// The api program's threads: each accepts, answers and finishes, with connections of its own and no locks between.
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
        while exchange.accept() {
            let response = answer(exchange, application)
            exchange.write(response.head)
            if exchange.parameter("REQUEST_METHOD") != "HEAD" { exchange.write(response.body) }
            exchange.finish()
        }
    }

    private func answer(_ exchange: Exchange, _ application: Application) -> Response {
        do {
            return application.answer(try exchange.request())
        } catch BodyError.tooLarge {
            return Problem(.tooLarge, "The body is larger than 512 KiB.").response
        } catch {
            return Problem(.badRequest, "The body ended before its Content-Length.").response
        }
    }
}

extension Exchange {
    /// The request as the handlers see it. A field sent twice has two values: nginx passes each.
    fileprivate func request() throws(BodyError) -> Request {
        let uri = parameter("REQUEST_URI") ?? "/"
        let path = uri.prefix { $0 != "?" }
        return Request(
            method: parameter("REQUEST_METHOD").flatMap(HTTP.Method.init(rawValue:)), path: String(path),
            query: Query(String(uri.dropFirst(path.count + 1))),
            fields: [
                "host": values(of: "HTTP_HOST"), "accept-encoding": values(of: "HTTP_ACCEPT_ENCODING"),
                "cookie": values(of: "HTTP_COOKIE"),
                "origin": values(of: "HTTP_ORIGIN"), "sec-fetch-site": values(of: "HTTP_SEC_FETCH_SITE"),
                "idempotency-key": values(of: "HTTP_IDEMPOTENCY_KEY"),
                "if-none-match": values(of: "HTTP_IF_NONE_MATCH"),
                "content-type": values(of: "CONTENT_TYPE"),
            ].filter { !$0.value.isEmpty },
            body: try readBody(atMost: Worker.largestBody), address: parameter("REMOTE_ADDR") ?? "",
            id: parameter("REQUEST_ID") ?? "")
    }
}
