import Glibc
import Postgres
import Testing

/// The server of the test stack, if there is one.
private let conninfo = getenv("SLOTBOARD_OWNER_DATABASE_URL").map { String(cString: $0) }

@Suite("With a server", .enabled(if: conninfo != nil))
struct PostgresServerTests {
    private let connection: PostgresConnection

    init() throws {
        connection = PostgresConnection(try #require(conninfo))
    }

    /// The server process behind a connection; the witness of a connection made anew.
    private func backend(of connection: PostgresConnection) throws -> Int {
        var row = try #require(try connection.run("select pg_backend_pid()").first)
        return try row.int()
    }

    @Test("every type comes back as it went")
    func types() throws {
        let rows = try connection.run(
            "select $1::text, $2::bigint, $3::boolean, $4::bytea, $5::text[], $6::bigint[], $7::text, $8::text[]",
            [
                "Zoë 'n \"\\", .integer(.min), true, .bytes([0, 1, 254, 255]), .texts(["a,\"b\\", "NULL", ""]),
                .integers([1, -2]), nil, .optionalTexts([nil]),
            ])
        var row = rows.row(0)
        #expect(try row.text() == "Zoë 'n \"\\")
        #expect(try row.int() == .min)
        #expect(try row.bool())
        #expect(try row.bytes() == [0, 1, 254, 255])
        #expect(try row.texts() == ["a,\"b\\", "NULL", ""])
        #expect(try row.integers() == [1, -2])
        #expect(row.isNull)
        #expect(try row.optionalText() == nil)
        #expect(throws: PostgresError.self) { try row.texts() }
    }

    @Test("a statement counts only where its condition holds, and the connection goes on either way")
    func conditions() throws {
        let holds = Condition("select $1::int = 1", [1])
        #expect(try connection.run("select $1::int", [7], provided: holds).map { row in try row.int() } == [7])
        for sql in ["select false", "select null::boolean", "select true where false"] {
            let error = #expect(throws: PostgresError.self) {
                try connection.run("select 1", provided: Condition(sql))
            }
            #expect(error?.kind == .condition)
        }
        #expect(try connection.run("select 8", provided: holds).map { row in try row.int() } == [8])
        #expect(try connection.run("select 9").map { row in try row.int() } == [9])
        #expect(connection.reconnections == 0)
    }

    @Test("what fails beside its condition is told, and does not disturb what follows")
    func failingConditions() throws {
        for (sql, condition) in [("select 1 / 0", "select true"), ("select 1", "select 1 / 0 = 1")] {
            let error = #expect(throws: PostgresError.self) {
                try connection.run(sql, provided: Condition(condition))
            }
            #expect(error?.kind == .server(sqlState: "22012"))
            #expect(try connection.run("select 9").map { row in try row.int() } == [9])
        }
    }

    @Test("rows are read in order, each from its first column")
    func rows() throws {
        let rows = try connection.run("select n, n * n from generate_series(1, 3) n")
        #expect(rows.count == 3)
        #expect(try rows.map { row in [try row.int(), try row.int()] } == [[1, 1], [2, 4], [3, 9]])
        #expect(
            try rows.reduce(0) { sum, row in
                var row = row; return sum + (try row.int())
            } == 6)
        #expect(try connection.run("select 1 where false").first == nil)
    }

    @Test(
        "a column that is not what it should be is named",
        arguments: [
            ("select 'x' as slot_id", "column slot_id"), ("select null as slot_id", "column slot_id"),
            ("select 9223372036854775808 as slot_id", "column slot_id"),
        ])
    func wrongColumn(sql: String, place: String) throws {
        let error = try #require(throws: PostgresError.self) {
            var row = try connection.run(sql).row(0)
            _ = try row.int()
        }
        #expect(error.kind == .decoding)
        #expect(error.place == place)
    }

    @Test("a column too many is an error, not a null")
    func missingColumn() throws {
        var row = try connection.run("select 1").row(0)
        row.skip()
        #expect(row.isNull)
        #expect(throws: PostgresError.self) { try row.optionalInt() }
    }

    @Test("a refused row tells the constraint, and the connection goes on")
    func constraint() throws {
        try connection.script(
            "create temp table probe (n int constraint probe_too_small check (n > 10)); insert into probe values (11)")
        let backend = try backend(of: connection)
        let error = try #require(throws: PostgresError.self) {
            try connection.run("insert into probe values ($1)", [3])
        }
        #expect(error.kind == .server(sqlState: "23514"))
        #expect(error.constraint == "probe_too_small")
        #expect(!error.isConnection)
        #expect(try self.backend(of: connection) == backend)
    }

    @Test("an error at commit is not overlooked, though the row came before")
    func errorAtCommit() throws {
        try connection.script(
            """
            create temp table late (n int constraint late_twice unique deferrable initially deferred);
            insert into late values (1)
            """)
        let error = try #require(throws: PostgresError.self) {
            try connection.run("insert into late values (1) returning n")
        }
        #expect(error.constraint == "late_twice")
    }

    @Test("after the answer timeout the connection is closed, and the next statement has a new one")
    func answerTimeout() throws {
        let impatient = PostgresConnection(try #require(conninfo), answerTimeout: 200)
        let first = try backend(of: impatient)
        let began = ContinuousClock.now
        let error = try #require(throws: PostgresError.self) { try impatient.run("select pg_sleep(20)") }
        #expect(error.isConnection)
        #expect(ContinuousClock.now - began < .seconds(10))
        #expect(try backend(of: impatient) != first)
        #expect(impatient.reconnections == 1)
    }

    @Test("a connection that died while idle is replaced before anything is sent")
    func diedWhileIdle() throws {
        let victim = PostgresConnection(try #require(conninfo))
        let first = try backend(of: victim)
        _ = try connection.run("select pg_terminate_backend($1::int, 5000)", [.integer(first)])
        #expect(try backend(of: victim) != first)
        #expect(victim.reconnections == 1)
    }

    @Test("a connection that dies during a statement is an error of the connection")
    func diedDuringStatement() throws {
        let error = try #require(throws: PostgresError.self) {
            try connection.run("select pg_terminate_backend(pg_backend_pid(), 5000)")
        }
        #expect(error.isConnection)
        #expect(try connection.run("select 1").count == 1)
    }

    @Test("a question and an answer larger than the socket's buffers pass")
    func large() throws {
        let text = String(repeating: "slot ", count: 1_000_000)
        var row = try connection.run("select $1::text", [.text(text)]).row(0)
        #expect(try row.text() == text)
    }

    @Test("nobody there is an error of the connection")
    func nobody() throws {
        let error = try #require(throws: PostgresError.self) {
            try PostgresConnection("host=/nonexistent dbname=x user=x").run("select 1")
        }
        #expect(error.isConnection)
        #expect(error.place == "connect")
    }
}
