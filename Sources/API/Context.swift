import HTTP
import Scheduling
import Store

/// What a handler has: the request, what its route found in it, who asks, and the thread's connections.
struct Context {
    let request: Request
    /// The ids in the path, in order.
    let ids: [Int]
    let school: School
    let session: SessionReader.State
    let meter: Meter
    let services: Services

    /// The first id in the path; a pattern with an id has one.
    var id: Int { ids[0] }

    var database: Database { services.database }

    /// Who asks, on routes that only signed-in people reach.
    func person() throws(Problem) -> Person {
        guard let session = session.live else {
            throw Problem(.notSignedIn, "Sign in first.")
        }
        return session.person
    }

    /// Who asks, in their school; on the same routes.
    func personKey() throws(Problem) -> PersonKey {
        PersonKey(school: school.id, id: try person().id)
    }

    /// The teacher who asks, on routes that only teachers reach.
    func ownTeacher() throws(Problem) -> BoardKey {
        guard let teacher = try person().teacherID else {
            throw Problem(.forbidden, "Only teachers can do this.")
        }
        return BoardKey(school: school.id, teacher: teacher)
    }

    /// The body as a JSON object.
    func body() throws(Problem) -> JSONBody {
        try JSONBody(request.body)
    }
}

extension Access {
    /// Throws where the route is not for who asks.
    func check(_ context: Context) throws(Problem) {
        switch self {
        case .machines, .everybody, .anyone: break
        case .signedIn: _ = try context.person()
        case .student:
            guard try context.person().isA(.student) else {
                throw Problem(.forbidden, "Only students can do this.")
            }
        case .teacher: _ = try context.ownTeacher()
        }
    }
}
