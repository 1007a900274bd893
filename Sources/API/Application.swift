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
        do {
            return try handle(request)
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

    private func handle(_ request: Request) throws -> Response {
        let (route, ids) = try router.route(request.method, request.path)
        if !route.method.isSafe { try refuseOtherSites(request) }
        let context = try context(of: request, ids, for: route.access)
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

    private func context(of request: Request, _ ids: [Int], for access: Access) throws -> Context {
        guard access != .machines else {
            let nobody = School(id: 0, slug: "", name: "")
            return Context(request: request, ids: ids, school: nobody, session: .signedOut, services: services)
        }
        guard let school = try school(of: request) else {
            throw Problem(.notFound, "No school lives at this address.")
        }
        let session =
            access == .everybody ? .signedOut : try SessionReader(services: services, school: school).read(request)
        return Context(request: request, ids: ids, school: school, session: session, services: services)
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
    fileprivate var isTemporary: Bool {
        guard case .server(let state) = kind else { return isConnection }
        return ["53", "57", "40", "08"].contains { state.hasPrefix($0) }
    }
}
