import EventLoop
import FastCGI
import Glibc
import HTTP
import Limits
import Logging
import Postgres
import Redis
import Store

/// One accepting thread: reads a request, refuses it or hands its connection over to the hub.
struct Doorkeeper: Sendable {
    static let path = "/api/v1/events"
    private static let silence = Duration.seconds(60)
    /// Microseconds of a step back after each stream: who has just accepted is awake and would win every race for the next.
    private static let stepBack: UInt32 = 200

    let settings: Settings
    let listener: Listener
    let gate: Gate
    let directory: Directory
    let databaseServer: ServerWatch
    let buckets: BucketTable
    let hub: LoopBound<Hub>
    let mailbox: Mailbox
    let log: Logger

    /// Accepts until the process is told to stop.
    func run() {
        do {
            let exchange = try Exchange(listener: listener)
            let database = Database(
                PostgresConnection(settings.databaseURL, answerTimeout: 1500, watch: databaseServer))
            let desk = SessionDesk(settings, database, buckets)
            var warned = ContinuousClock.now - Self.silence
            while letIn(&warned), exchange.accept() {
                answer(exchange, database, desk)
                if settings.processes > 1 { usleep(Self.stepBack) }
            }
        } catch {
            log.critical("\(error)")
        }
    }

    /// Waits for room. A full process stays full for long, so it says so only now and then.
    private func letIn(_ warned: inout ContinuousClock.Instant) -> Bool {
        if gate.isFull, warned + Self.silence <= .now {
            log.warning("no room for more than \(gate.streams) streams: accepting is put off")
            warned = .now
        }
        gate.waitForRoom { Shutdown.isRequested }
        return !Shutdown.isRequested
    }

    private func answer(_ exchange: Exchange, _ database: Database, _ desk: SessionDesk) {
        do {
            let (school, request) = try wish(exchange, database)
            let session = request.wantsOwn ? try desk.session(of: exchange, school: school) : nil
            if Shutdown.isRequested { throw Problem.stopping }
            guard let stream = exchange.takeOver() else { return exchange.finish() }
            gate.enter()
            let arrival = Hub.Arrival(
                descriptor: stream.descriptor, requestID: stream.requestID, school: school, request: request,
                session: session)
            mailbox.post { [hub] in hub.value.open(arrival) }
        } catch {
            let response = refusal(error, exchange)
            exchange.write(response.head)
            if exchange.parameter("REQUEST_METHOD") != Method.head.rawValue { exchange.write(response.body) }
            exchange.finish()
        }
    }

    /// What the client asks for, of the school it asks.
    private func wish(_ exchange: Exchange, _ database: Database) throws -> (school: Int, StreamRequest) {
        let uri = exchange.parameter("REQUEST_URI") ?? ""
        let path = uri.prefix { $0 != "?" }
        guard path == Self.path else { throw Problem(.notFound, "There is nothing here.") }
        guard exchange.parameter("REQUEST_METHOD") == Method.get.rawValue else {
            throw Problem(.badRequest, "This can only be read: GET.", status: .methodNotAllowed)
        }
        let query = Query(String(uri.dropFirst(path.count + 1)))
        let request = try StreamRequest(query: query, lastEventID: exchange.parameter("HTTP_LAST_EVENT_ID"))
        let host = (exchange.parameter("HTTP_HOST") ?? "").lowercased()
        guard let school = try directory.school(host: host, database) else {
            throw Problem(.notFound, "No school lives at this address.")
        }
        guard try directory.hasAll(request.since.keys, school: school, database) else {
            throw Problem(.notFound, "The school has no such teacher.")
        }
        return (school, request)
    }

    private func refusal(_ error: any Error, _ exchange: Exchange) -> Response {
        switch error {
        case let refused as SessionDesk.Refusal: return refused.response
        case let problem as Problem:
            let response = problem.response
            return problem.status == .methodNotAllowed ? response.setting("Allow", Method.get.rawValue) : response
        case let error as PostgresError:
            log.error("\(error)", metadata: ["request": "\(exchange.parameter("REQUEST_ID") ?? "")"])
            return Problem(.unavailable, "The schedule cannot be reached right now.", retryAfter: 2).response
        default:
            log.error("\(error)")
            return Response(.internalServerError)
        }
    }
}
