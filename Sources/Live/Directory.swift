import Postgres
import Scheduling
import Store
import Synchronization

/// Which schools and teachers there are, as all accepting threads know it: a stream that comes back costs no statement.
final class Directory: Sendable {
    private struct Known {
        var schools: [String: (school: Int?, until: ContinuousClock.Instant)] = [:]
        /// Teachers are never deleted.
        var boards: Set<BoardKey> = []
        /// Of these schools `boards` once had all; teachers who came later are asked for one by one.
        var read: Set<Int> = []
    }

    /// A host name may be given to a school at any time.
    private static let memory = Duration.seconds(60)
    /// Hosts are the visitors' invention: no more than this are remembered.
    private static let mostHosts = 1000

    private let defaultSchool: String?
    private let known = Mutex(Known())

    init(defaultSchool: String?) {
        self.defaultSchool = defaultSchool
    }

    /// The school that lives at this host name; the database is asked where nobody has asked lately.
    func school(host: String, _ database: Database) throws(PostgresError) -> Int? {
        if let entry = known.withLock({ $0.schools[host] }), entry.until > .now { return entry.school }
        let school = try database.school(host: host, fallback: defaultSchool)?.id
        known.withLock { known in
            if known.schools.count >= Self.mostHosts { known.schools = [:] }
            known.schools[host] = (school, .now + Self.memory)
        }
        return school
    }

    /// Whether the school has all these teachers. The school's first watcher brings all its boards.
    func hasAll(
        _ teachers: some Collection<Int>, school: Int, _ database: Database
    ) throws(PostgresError) -> Bool {
        let wanted = teachers.map { BoardKey(school: school, teacher: $0) }
        if !known.withLock({ $0.read.contains(school) }) {
            let boards = try database.boards(school: school)
            known.withLock { known in
                known.boards.formUnion(boards)
                known.read.insert(school)
            }
        }
        let unknown = known.withLock { known in wanted.filter { !known.boards.contains($0) } }
        if unknown.isEmpty { return true }
        let found = try database.versions(of: unknown)
        known.withLock { $0.boards.formUnion(found.keys) }
        return found.count == unknown.count
    }
}
