import API
import HTTP
import Scheduling
import Testing

@Suite("The route table")
struct RouterTests {
    private let router = Router(routes)

    @Test("finds the route and its ids")
    func found() throws {
        let (route, ids) = try router.route(.put, "/api/v1/slots/7/hold")
        #expect(route.pattern.description == "/api/v1/slots/{id}/hold")
        #expect(ids == [7])
    }

    @Test("answers HEAD where there is a GET")
    func head() throws {
        #expect(try router.route(.head, "/health").0.method == .get)
    }

    @Test("tells an unknown path from an unknown method")
    func unknown() {
        #expect(throws: Problem.self) { try router.route(.get, "/api/v1/nothing") }
        #expect(throws: Problem.self) { try router.route(.get, "/api/v1/teachers/x") }
        let error = #expect(throws: MethodNotAllowed.self) { try router.route(.delete, "/api/v1/bookings/7/slot") }
        #expect(error?.allowed == "PUT")
        #expect(throws: MethodNotAllowed.self) { try router.route(nil, "/health") }
    }

    @Test("has each route once")
    func unique() {
        let names = routes.map { "\($0.method.rawValue) \($0.pattern)" }
        #expect(Set(names).count == names.count)
    }

    @Test("who asks is found out with the limit, in one look: a route that needs to know has one")
    func limited() {
        for route in routes where route.rate == .edge || route.rate == .byHandler {
            #expect(route.access == .everybody || route.access == .machines, "\(route.pattern)")
        }
        for route in routes where route.access == .everybody || route.access == .machines {
            #expect(route.rate == .edge || route.rate == .byHandler, "\(route.pattern)")
        }
    }

    @Test(
        "only a search of the directory is counted",
        arguments: [("", nil), ("limit=5", nil), ("q=ada", RateClass.search), ("subject=", .search)])
    func searches(query: String, work: RateClass?) {
        let request = Request(method: .get, path: "/api/v1/teachers", query: Query(query))
        #expect(Rate.searches.work(of: request) == work)
    }

    @Test("each refusal has a problem, and no success has one that anybody sees", arguments: Outcome.allCases)
    func outcomes(outcome: Outcome) {
        #expect(outcome.isDone == (outcome.problem.detail == "Nothing was wrong."))
    }
}

@Suite("Pages of lists")
struct PagesTests {
    @Test("a cursor opens to what was sealed")
    func cursor() throws {
        let sealed = PageRequest.seal(["", "Zoë & co", "7"])
        let page = try PageRequest(Query("cursor=\(sealed)&limit=100"), cursorFields: 3)
        #expect(page.cursor == ["", "Zoë & co", "7"])
        #expect(page.limit == 100)
    }

    @Test(
        "what is no cursor or no limit is refused",
        arguments: ["cursor=x", "cursor=", "cursor=YQ", "limit=0", "limit=101", "limit=x", "limit=", "limit=+5"])
    func refused(query: String) {
        #expect(throws: Problem.self) { try PageRequest(Query(query), cursorFields: 3) }
    }
}
