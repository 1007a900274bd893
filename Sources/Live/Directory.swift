import Postgres
import Scheduling
import Store

/// Which schools and teachers there are, as one accepting thread knows it: a stream that comes back costs no statement.
final class Directory {
    /// A host name may be given to a school at any time.
    private static let memory = Duration.seconds(60)
    /// Hosts are the visitors' invention: no more than this are remembered.
    private static let mostHosts = 1000

    private let database: Database
    private let defaultSchool: String?
    private var schools: [String: (school: Int?, until: ContinuousClock.Instant)] = [:]
    /// Teachers are never deleted.
    private var boards: Set<BoardKey> = []

    init(_ database: Database, defaultSchool: String?) {
        self.database = database
        self.defaultSchool = defaultSchool
    }

    /// The school that lives at this host name.
    func school(host: String) throws(PostgresError) -> Int? {
        if let known = schools[host], known.until > .now { return known.school }
        let school = try database.school(host: host, fallback: defaultSchool)?.id
        if schools.count >= Self.mostHosts { schools = [:] }
        schools[host] = (school, .now + Self.memory)
        return school
    }

    /// Whether the school has all these teachers.
    func hasAll(_ teachers: some Collection<Int>, school: Int) throws(PostgresError) -> Bool {
        let unknown = teachers.map { BoardKey(school: school, teacher: $0) }.filter { !boards.contains($0) }
        if unknown.isEmpty { return true }
        boards.formUnion(try database.versions(of: unknown).keys)
        return boards.isSuperset(of: unknown)
    }
}
