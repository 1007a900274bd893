/// What went wrong between us and PostgreSQL.
public struct PostgresError: Error, Sendable, CustomStringConvertible {
    /// Whose fault it was, and so what a caller can do about it.
    public enum Kind: Sendable, Equatable {
        /// No connection, or one that broke or stayed silent for too long. Whether a write was done is unknown.
        case connection
        /// The server answered with an error; nothing of the statement was done.
        case server(sqlState: String)
        /// A parameter that cannot be sent, or a column that is not what the reader expected.
        case decoding
        /// The server is well, but not as the caller wants it to be; what it answered does not count.
        case condition
    }

    /// Whose fault it was.
    public let kind: Kind
    /// The name of the constraint that refused the row, if one did.
    public let constraint: String?
    /// What libpq or the server said. It may quote values of users: for a debugger, never for a page or a log.
    public let message: String
    /// The step that failed: `connect`, `send`, `answer`, `parameter 2`, `column slot_id`.
    public let place: String

    package init(_ kind: Kind, constraint: String? = nil, message: String, place: String) {
        self.kind = kind
        self.constraint = constraint
        self.message = message
        self.place = place
    }

    /// The connection was lost; the next statement makes a new one, and a read may simply be tried again.
    public var isConnection: Bool { kind == .connection }

    /// The statement waited for a row lock longer than the role's `lock_timeout` (55P03).
    public var isLockTimeout: Bool { kind == .server(sqlState: "55P03") }

    /// Kind, code, constraint and place: nothing that a user has typed.
    public var description: String {
        let what =
            switch kind {
            case .connection: "no connection"
            case .server(let sqlState): "server error \(sqlState)"
            case .decoding: "value not as expected"
            case .condition: "server not as wanted"
            }
        return "PostgreSQL: \(what)\(constraint.map { " by \($0)" } ?? "") (\(place))"
    }
}

extension PostgresError {
    /// Errors after which the server (or PgBouncer in its place) has hung up or will not let us in:
    /// class 08, the shutdowns of class 57, and a server that is full.
    package static func endsConnection(_ sqlState: String) -> Bool {
        sqlState.hasPrefix("08") || ["57P01", "57P02", "57P03", "57P05", "53300"].contains(sqlState)
    }
}
