/// Where a Redis listens.
public enum RedisAddress: Sendable, Equatable {
    case unix(path: String)
    case tcp(host: String, port: Int)

    /// The longest path of a unix socket, in bytes; hiredis would cut a longer one silently.
    private static let longestPath = 107

    /// Reads `unix:///path/to/redis.sock`, `redis://host` or `redis://host:6379`.
    public init(url: String) throws(RedisError) {
        guard let address = Self.unixAddress(of: url) ?? Self.tcpAddress(of: url) else {
            throw RedisError(.connection, message: "not a URL of a Redis: \(url)", place: "address")
        }
        self = address
    }

    private static func unixAddress(of url: String) -> RedisAddress? {
        guard url.hasPrefix("unix:///") else { return nil }
        let path = String(url.dropFirst("unix://".count))
        return path.utf8.count <= longestPath && path != "/" ? .unix(path: path) : nil
    }

    private static func tcpAddress(of url: String) -> RedisAddress? {
        guard url.hasPrefix("redis://") else { return nil }
        var host = url.dropFirst("redis://".count)
        if host.last == "/" { host.removeLast() }
        var port = 6379
        if let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") {
            guard let number = Int(host[host.index(after: colon)...]), (1...65_535).contains(number) else { return nil }
            port = number
            host = host[..<colon]
        }
        if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
        return host.isEmpty || host.contains("/") || host.contains("@") ? nil : .tcp(host: String(host), port: port)
    }
}
