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
}
