import CPostgres

/// The parts of a server's error, by libpq's PG_DIAG letters (macros of this kind do not reach Swift).
private enum Diagnostic: Unicode.Scalar {
    case sqlState = "C"
    case primaryMessage = "M"
    case constraintName = "n"
}

extension PostgresConnection {
    /// The server's error as ours.
    func refusal(_ result: OpaquePointer, of handle: OpaquePointer) -> PostgresError {
        guard let sqlState = field(.sqlState, of: result) else { return lost(handle, at: "answer") }
        return PostgresError(
            PostgresError.endsConnection(sqlState) ? .connection : .server(sqlState: sqlState),
            constraint: field(.constraintName, of: result),
            message: field(.primaryMessage, of: result) ?? sqlState,
            place: "answer")
    }

    /// A connection that is no more, in libpq's words.
    func lost(_ handle: OpaquePointer, at place: String) -> PostgresError {
        PostgresError(.connection, message: String(cString: PQerrorMessage(handle)), place: place)
    }

    /// The server did not answer in time.
    func silence(at place: String) -> PostgresError {
        PostgresError(.connection, message: "no answer in time", place: place)
    }

    private func field(_ part: Diagnostic, of result: OpaquePointer) -> String? {
        PQresultErrorField(result, Int32(part.rawValue.value)).map { String(cString: $0) }
    }
}
