import Glibc
import Postgres
import Testing

@Suite("Errors")
struct PostgresErrorTests {
    @Test("a description has code, constraint and place, never the server's words")
    func description() {
        let error = PostgresError(
            .server(sqlState: "23505"), constraint: "person_email_taken",
            message: "duplicate key for anna@example.org", place: "answer")
        #expect(error.description == "PostgreSQL: server error 23505 by person_email_taken (answer)")
    }

    @Test("a lock timeout is told from other errors of the server")
    func lockTimeout() {
        #expect(PostgresError(.server(sqlState: "55P03"), message: "", place: "answer").isLockTimeout)
        #expect(!PostgresError(.server(sqlState: "57014"), message: "", place: "answer").isLockTimeout)
    }

    @Test("farewells and refusals to let in are errors of the connection", arguments: ["08P01", "57P01", "53300"])
    func farewells(sqlState: String) {
        #expect(PostgresError.endsConnection(sqlState))
    }

    @Test("errors of a statement are not", arguments: ["23505", "57014", "55P03", "40P01"])
    func statementErrors(sqlState: String) {
        #expect(!PostgresError.endsConnection(sqlState))
    }

    @Test("a server that accepts and says nothing costs the connect timeout, not for ever", .timeLimit(.minutes(1)))
    func silentServer() throws {
        let silence = try SilentServer()
        let began = ContinuousClock.now
        let error = try #require(throws: PostgresError.self) {
            try PostgresConnection("host=\(silence.folder) user=x dbname=x").run("select 1")
        }
        #expect(error.isConnection)
        #expect(error.place == "connect")
        // libpq counts in whole seconds of the clock.
        #expect(ContinuousClock.now - began < .seconds(20))
    }

    @Test("and is then left alone by all who share the watch over it", .timeLimit(.minutes(1)))
    func leftAlone() throws {
        let silence = try SilentServer()
        let watch = ServerWatch()
        let conninfo = "host=\(silence.folder) user=x dbname=x"
        #expect(throws: PostgresError.self) { try PostgresConnection(conninfo, watch: watch).run("select 1") }
        let error = try #require(throws: PostgresError.self) {
            try PostgresConnection(conninfo, watch: watch).run("select 1")
        }
        #expect(error.isConnection)
        #expect(error.message == "left alone for a moment")
    }
}

/// A socket at which connections are made and nothing is ever answered, where libpq looks for a server.
private final class SilentServer {
    let folder: String
    private let path: String
    private let descriptor: Int32

    init() throws {
        var template = Array("/tmp/slotboard-postgres-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        path = folder + "/.s.PGSQL.5432"
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0 && listen(descriptor, 8) == 0)
    }

    deinit {
        close(descriptor)
        unlink(path)
        rmdir(folder)
    }
}
