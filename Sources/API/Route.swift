package import HTTP

/// Who may use a route.
package enum Access: Sendable {
    /// Machines that watch the installation: no school, no session.
    case machines
    /// The answer does not depend on who asks: no session is needed, so that the route goes on while PostgreSQL is away.
    case everybody
    case anyone
    case signedIn
    case student
    case teacher
}

/// One line of the route table.
package struct Route: Sendable {
    package let method: HTTP.Method
    package let pattern: RoutePattern
    package let access: Access
    package let rate: Rate
    /// What `fields=` may choose; nil where the whole answer is all there is.
    package let fields: FieldChoice?
    let handler: @Sendable (Context) throws -> Response

    init(
        _ method: HTTP.Method, _ pattern: String, _ access: Access, _ rate: Rate, fields: FieldChoice? = nil,
        _ handler: @escaping @Sendable (Context) throws -> Response
    ) {
        self.method = method
        self.pattern = RoutePattern(pattern)
        self.access = access
        self.rate = rate
        self.fields = fields
        self.handler = fields?.applied(to: handler) ?? handler
    }
}

/// Finds the route of a request; made once, read by all threads.
package struct Router: Sendable {
    private let routes: [Route]

    package init(_ routes: [Route]) {
        self.routes = routes
    }

    /// The route for `path` and the ids in it. Throws `not-found`, or 405 with the methods that the path has.
    package func route(_ method: HTTP.Method?, _ path: String) throws -> (Route, ids: [Int]) {
        let segments = RoutePattern.segments(of: path)
        var others: Set<String> = []
        for route in routes {
            guard let ids = route.pattern.match(segments) else { continue }
            if route.method == method || (route.method == .get && method == .head) { return (route, ids) }
            others.formUnion(route.method == .get ? ["GET", "HEAD"] : [route.method.rawValue])
        }
        guard others.isEmpty else { throw MethodNotAllowed(allowed: others.sorted().joined(separator: ", ")) }
        throw Problem(.notFound, "There is nothing here.")
    }
}

/// The path is known, the method is not.
package struct MethodNotAllowed: Error {
    package let allowed: String

    var response: Response {
        Problem(.badRequest, "This address takes \(allowed).", status: .methodNotAllowed).response
            .setting("Allow", allowed)
    }
}
