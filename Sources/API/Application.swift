import HTTP
import Logging
import Postgres
import Scheduling
import Store

/// Answers requests, one at a time; each thread has one.
final class Application {
    private let services: Services
    private let router: Router

    init(services: Services, router: Router) {
        self.services = services
        self.router = router
    }

    /// The answer to a request; never throws. What nobody handled is an empty 500, logged once with the request's id.
    func answer(_ request: Request) -> Response {
        let meter = Meter(services: services, address: request.address)
        var response = answer(request, meter)
        meter.mark(&response)
        return response
    }

    private func answer(_ request: Request, _ meter: Meter) -> Response {
        do {
            return try handle(request, meter)
        } catch let problem as Problem {
            return problem.response
        } catch let error as MethodNotAllowed {
            return error.response
        } catch let error as PostgresError {
            return unavailable(error, request)
        } catch {
            services.log.error("\(error)", metadata: ["request": "\(request.id)"])
            return Response(.internalServerError)
        }
    }

    private func handle(_ request: Request, _ meter: Meter) throws -> Response {
        let (route, ids) = try router.route(request.method, request.path)
        if !route.method.isSafe { try refuseOtherSites(request) }
        let context = try context(of: request, ids, for: route, meter)
        try route.access.check(context)
        var response = try route.handler(context)
        // Whatever does not say otherwise is for one person and one moment.
        if response.field("Cache-Control") == nil { response.set("Cache-Control", "no-store") }
        return response
    }

    private func refuseOtherSites(_ request: Request) throws(Problem) {
        let allowed = CrossSite.allows(
            secFetchSite: request.field("sec-fetch-site"), origin: request.field("origin"),
            publicOrigin: services.settings.publicURL.origin, host: request.field("host"))
        guard allowed, !request.isRepeated("origin"), !request.isRepeated("sec-fetch-site") else {
            throw Problem(.forbidden, "This came from another site.", reason: "cross-site")
        }
    }

    private func context(of request: Request, _ ids: [Int], for route: Route, _ meter: Meter) throws -> Context {
        guard route.access != .machines else {
            let nobody = School(id: 0, slug: "", name: "")
            return Context(
                request: request, ids: ids, school: nobody, session: .signedOut, meter: meter, services: services)
        }
        guard let school = try school(of: request) else {
            throw Problem(.notFound, "No school lives at this address.")
        }
        let session = try session(of: request, in: school, for: route, meter)
        return Context(request: request, ids: ids, school: school, session: session, meter: meter, services: services)
    }

    private func session(
        of request: Request, in school: School, for route: Route, _ meter: Meter
    ) throws -> SessionReader.State {
        guard let work = route.rate.work(of: request) else { return .signedOut }
        return try SessionReader(services: services, school: school, meter: meter).read(request, as: work)
    }

    private func school(of request: Request) throws(PostgresError) -> School? {
        let host = (request.field("host") ?? "").lowercased()
        return try services.shared.schools.school(host) { () throws(PostgresError) in
            try services.database.school(host: host, fallback: services.settings.defaultSchool)
        }
    }

    private func unavailable(_ error: PostgresError, _ request: Request) -> Response {
        if error.isLockTimeout {
            if request.fields["idempotency-key"] != nil {
                return Problem(.inProgress, "The same request is still being worked on.", retryAfter: 1).response
            }
            return Problem(.unavailable, "Somebody else is changing this right now.", retryAfter: 1).response
        }
        services.log.error("\(error)", metadata: ["request": "\(request.id)"])
        if error.isTemporary {
            return Problem(.unavailable, "The schedule cannot be reached right now.", retryAfter: 1).response
        }
        return Response(.internalServerError)
    }
}

extension PostgresError {
    /// Whether another try may succeed: no connection, a time-out, a server that is full or stopping.
    var isTemporary: Bool {
        guard case .server(let state) = kind else { return isConnection }
        return ["53", "57", "40", "08"].contains { state.hasPrefix($0) }
    }
}
