import Postgres
import Scheduling
import Store
import Synchronization

/// Which schools and teachers there are, as all accepting threads know it: a stream that comes back costs no statement,
/// and finds its way while PostgreSQL is away.
package final class Directory: Sendable {
    private struct Known {
        /// Teachers are not deleted, but an older database may come back that does not have them (`forget`).
        var boards: Set<BoardKey> = []
        /// Of these schools `boards` once had all; teachers who came later are asked for one by one.
        var read: Set<Int> = []
    }

    private let defaultSchool: String?
    private let schools = SchoolCache()
    private let known = Mutex(Known())

    package init(defaultSchool: String?) {
        self.defaultSchool = defaultSchool
    }

    /// The school that lives at this host name; the database is asked where nobody has asked lately.
    func school(host: String, _ database: Database) throws(PostgresError) -> Int? {
        try schools.school(host) { () throws(PostgresError) in
            try database.school(host: host, fallback: defaultSchool)
        }?.id
    }

    /// Whether the school has all these teachers. The school's first watcher brings all its boards.
    func hasAll(
        _ teachers: some Collection<Int>, school: Int, _ database: Database
    ) throws(PostgresError) -> Bool {
        let wanted = teachers.map { BoardKey(school: school, teacher: $0) }
        if unknown(wanted).isEmpty { return true }
        if !known.withLock({ $0.read.contains(school) }) {
            let boards = try database.boards(school: school)
            known.withLock { known in
                known.boards.formUnion(boards)
                known.read.insert(school)
            }
        }
        let unknown = unknown(wanted)
        if unknown.isEmpty { return true }
        let found = try database.versions(of: unknown)
        known.withLock { $0.boards.formUnion(found.keys) }
        return found.count == unknown.count
    }

    /// There is no such board any more.
    func forget(_ board: BoardKey) {
        known.withLock { _ = $0.boards.remove(board) }
    }

    private func unknown(_ wanted: [BoardKey]) -> [BoardKey] {
        known.withLock { known in wanted.filter { !known.boards.contains($0) } }
    }
}
