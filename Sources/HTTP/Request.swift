/// The methods a route may have.
public enum Method: String, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"

    /// Whether the method only reads (RFC 9110, section 9.2.1).
    public var isSafe: Bool { self == .get || self == .head }
}

/// One request, free of the protocol that brought it.
public struct Request: Sendable {
    /// nil for a method no route has.
    public let method: Method?
    /// The path as sent, up to the "?".
    public let path: String
    /// The part behind the “?”.
    public let query: Query
    /// Lower-case field name → values, in the order they came.
    public let fields: [String: [String]]
    /// The bytes behind the empty line.
    public let body: [UInt8]
    /// Where it came from, as nginx saw it; never what the visitor says.
    public let address: String
    /// What nginx calls this request in its log.
    public let id: String
    /// Equal where two requests ask for the same answer, if it is the same for everybody; empty where that cannot be told
    /// from a few fields.
    public let shape: [UInt8]

    /// A request of these parts; `fields` has lower-case names.
    public init(
        method: Method?, path: String, query: Query = Query(""), fields: [String: [String]] = [:], body: [UInt8] = [],
        address: String = "", id: String = "", shape: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.body = body
        self.address = address
        self.id = id
        self.shape = shape
    }

    /// The only value of a field; nil where it is missing or was sent more than once.
    public func field(_ name: String) -> String? {
        guard let values = fields[name], values.count == 1 else { return nil }
        return values[0]
    }

    /// The same request, had this field not been sent; without a shape, which the field may be part of.
    public func without(_ name: String) -> Request {
        Request(
            method: method, path: path, query: query, fields: fields.filter { $0.key != name }, body: body,
            address: address, id: id)
    }

    /// Whether a field was sent more than once.
    public func isRepeated(_ name: String) -> Bool {
        (fields[name]?.count ?? 0) > 1
    }
}
