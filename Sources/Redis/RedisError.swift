/// What went wrong between us and Redis. Nothing in Redis is the only copy of anything: every caller can go on.
public struct RedisError: Error, Sendable, CustomStringConvertible {
    /// Whose fault it was.
    public enum Kind: Sendable, Equatable {
        /// Not reachable, gone, or silent for longer than the timeout.
        case connection
        /// The server refused the command; the text is its code, such as `WRONGTYPE` or `NOSCRIPT`.
        case server(String)
        /// The bytes are not what the protocol allows.
        case `protocol`
    }

    /// Whose fault it was.
    public let kind: Kind
    /// What hiredis or the server said. It may quote keys and values: for a debugger, never for a page or a log.
    public let message: String
    /// The step that failed: `address`, `connect`, `send`, `answer`.
    public let place: String

    /// A script answered what its caller does not know how to read.
    public static var unexpected: RedisError { RedisError(.protocol, message: "", place: "answer") }

    init(_ kind: Kind, message: String, place: String) {
        self.kind = kind
        self.message = message
        self.place = place
    }

    /// An error that came as a reply; its first word is its code.
    init(refusal message: String) {
        self.init(.server(String(message.prefix { $0 != " " })), message: message, place: "answer")
    }

    /// Kind, code and place: no key and no value.
    public var description: String {
        let what =
            switch kind {
            case .connection: "no connection"
            case .server(let code): "server error \(code)"
            case .protocol: "protocol error"
            }
        return "Redis: \(what) (\(place))"
    }
}
