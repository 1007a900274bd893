import CPostgres
import Glibc

/// One thread's connection to PostgreSQL or PgBouncer.
///
/// It connects at its first use. A connection that breaks, or that stays silent for longer than its answer timeout, is
/// closed and made anew at the next use; a server that stays silent is left alone for a moment (`ServerWatch`). Nothing is
/// ever cancelled: PgBouncer 1.18 dies of a cancel request, and the roles have a `statement_timeout`. No session state is
/// ever set: behind PgBouncer each transaction may meet another server.
public final class PostgresConnection {
    private let conninfo: String
    private let connectTimeout: Int
    private let answerTimeout: Int
    private let server: ServerWatch
    private var handle: OpaquePointer?
    private var connections = 0

    /// `conninfo` is libpq's string or URI. `connectTimeout` is in seconds (libpq makes 1 into 2), the time for an
    /// answer in milliseconds. Connections of one process to the same server share a watch.
    public init(
        _ conninfo: String, connectTimeout: Int = 2, answerTimeout milliseconds: Int = 5000,
        watch: ServerWatch = ServerWatch()
    ) {
        self.conninfo = conninfo
        self.connectTimeout = connectTimeout
        answerTimeout = milliseconds
        server = watch
    }

    deinit { PQfinish(handle) }

    /// Whether libpq can read `text` as words (`host=… dbname=…`) or as a URI. It need not lead anywhere.
    public static func isConninfo(_ text: String) -> Bool {
        let options = PQconninfoParse(text, nil)
        PQconninfoFree(options)
        return options != nil
    }

    /// How often a new connection has replaced a lost one.
    public var reconnections: Int { max(0, connections - 1) }

    /// Runs one statement and gives its rows. It returns only after libpq's final null: the row comes before the
    /// commit, so that anything earlier could be an answer to a transaction that fails.
    public func run(_ sql: String, _ parameters: [Parameter] = []) throws(PostgresError) -> Rows {
        let encoded = try EncodedParameters(parameters)
        return try server.over { () throws(PostgresError) in
            try exchange(before: .after(milliseconds: answerTimeout)) { handle in send(sql, encoded, handle) }
        }
    }

    /// Runs one statement where `condition` holds; else throws an error of the kind `condition`.
    ///
    /// Both go together, in one round trip and one transaction, so that PgBouncer sends them to the same server. The
    /// statement sees what is there after the condition was found to hold: READ COMMITTED takes a snapshot for each
    /// statement, while within one a function may look at the server later than its snapshot was taken.
    public func run(
        _ sql: String, _ parameters: [Parameter] = [], provided condition: Condition
    ) throws(PostgresError) -> Rows {
        let asked = try EncodedParameters(condition.parameters), encoded = try EncodedParameters(parameters)
        return try server.over { () throws(PostgresError) in
            let deadline = Deadline.after(milliseconds: answerTimeout)
            let handle = try liveHandle()
            do throws(PostgresError) {
                guard PQenterPipelineMode(handle) == 1, send(condition.sql, asked, handle) == 1,
                    send(sql, encoded, handle) == 1, PQpipelineSync(handle) == 1
                else { throw lost(handle, at: "send") }
                try flush(handle, before: deadline)
                let verdict = try answer(of: handle, before: deadline), rows = try answer(of: handle, before: deadline)
                let end = try nextResult(of: handle, before: deadline)
                PQclear(end)
                guard end != nil, PQexitPipelineMode(handle) == 1 else { throw lost(handle, at: "answer") }
                guard var row = verdict.first, try row.optionalBool() == true else {
                    throw PostgresError(.condition, message: "the condition does not hold", place: "condition")
                }
                return rows
            } catch {
                // What the rest of the pipeline says is not worth waiting for.
                if error.kind != .condition { close() }
                throw error
            }
        }
    }

    /// Runs several statements, separated by semicolons, for as long as they take. For set-up by people and tests:
    /// it takes no parameters and has no timeout.
    public func script(_ sql: String) throws(PostgresError) {
        _ = try exchange(before: .never) { handle in PQsendQuery(handle, sql) }
    }

    // MARK: One exchange with the server

    private func exchange(
        before deadline: Deadline, sending send: (OpaquePointer) -> Int32
    ) throws(PostgresError) -> Rows {
        let handle = try liveHandle()
        do throws(PostgresError) {
            guard send(handle) == 1 else { throw lost(handle, at: "send") }
            try flush(handle, before: deadline)
            return try answer(of: handle, before: deadline)
        } catch {
            if error.isConnection || PQstatus(handle) != CONNECTION_OK { close() }
            throw error
        }
    }

    private func send(_ sql: String, _ parameters: EncodedParameters, _ handle: OpaquePointer) -> Int32 {
        parameters.withPointers { values in
            PQsendQueryParams(handle, sql, Int32(values.count), nil, values, nil, nil, 0)
        }
    }

    private func flush(_ handle: OpaquePointer, before deadline: Deadline) throws(PostgresError) {
        while true {
            let left = PQflush(handle)
            if left == 0 { return }
            guard left == 1 else { throw lost(handle, at: "send") }
            let ready = deadline.wait(for: POLLIN | POLLOUT, on: PQsocket(handle))
            guard ready != 0 else { throw silence(at: "send") }
            // The server may be unable to read on until what it says has been taken.
            if ready & POLLIN != 0, PQconsumeInput(handle) == 0 { throw lost(handle, at: "send") }
        }
    }

    /// Takes every result up to the final null; an error among them wins over the rows.
    private func answer(of handle: OpaquePointer, before deadline: Deadline) throws(PostgresError) -> Rows {
        var rows: Rows?
        var failure: PostgresError?
        while let result = try nextResult(of: handle, before: deadline) {
            let owner = Rows(owning: result)
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: rows = owner
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                throw PostgresError(.connection, message: "COPY is not spoken here", place: "answer")
            default: failure = failure ?? refusal(result, of: handle)
            }
        }
        if let failure { throw failure }
        guard let rows else { throw lost(handle, at: "answer") }
        return rows
    }

    private func nextResult(
        of handle: OpaquePointer, before deadline: Deadline
    ) throws(PostgresError) -> OpaquePointer? {
        while PQisBusy(handle) == 1 {
            guard deadline.wait(for: POLLIN, on: PQsocket(handle)) != 0 else { throw silence(at: "answer") }
            guard PQconsumeInput(handle) == 1 else { throw lost(handle, at: "answer") }
        }
        return PQgetResult(handle)
    }

    // MARK: The handle

    /// The handle, made if there is none or if the other side has hung up since the last statement.
    private func liveHandle() throws(PostgresError) -> OpaquePointer {
        if let handle {
            if isAlive(handle) { return handle }
            close()
        }
        return try connect()
    }

    /// Between statements the other side has nothing to say but farewell. Hearing it before anything is sent makes a
    /// restart of PgBouncer harmless to writes too; at worst a connection is made anew for a changed setting.
    private func isAlive(_ handle: OpaquePointer) -> Bool {
        Deadline.now.wait(for: POLLIN, on: PQsocket(handle)) == 0
    }

    private func connect() throws(PostgresError) -> OpaquePointer {
        // The string is expanded in place of dbname; what it says itself comes later and so wins.
        let attempt = withCStrings(["connect_timeout", "dbname"]) { keywords in
            withCStrings([String(connectTimeout), conninfo]) { values in PQconnectdbParams(keywords, values, 1) }
        }
        guard let made = attempt else {
            throw PostgresError(.connection, message: "out of memory", place: "connect")
        }
        guard PQstatus(made) == CONNECTION_OK, PQsetnonblocking(made, 1) == 0 else {
            let failure = lost(made, at: "connect")
            PQfinish(made)
            throw failure
        }
        // Notices would go to standard error, with whatever they quote.
        PQsetNoticeProcessor(made, { _, _ in }, nil)
        handle = made
        connections += 1
        return made
    }

    private func close() {
        PQfinish(handle)
        handle = nil
    }
}
