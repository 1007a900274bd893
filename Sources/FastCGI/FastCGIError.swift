import Glibc

/// Why requests cannot be taken from nginx.
public struct FastCGIError: Error, Sendable, CustomStringConvertible {
    /// The system's `errno`, or libfcgi's own negative code.
    public let code: Int32
    /// What that code means.
    public let message: String
    /// The step that failed: `bind`, `listen`, `accept`.
    public let place: String

    init(code: Int32, message: String? = nil, place: String) {
        self.code = code
        self.message = message ?? String(cString: strerror(code))
        self.place = place
    }

    /// Code, meaning and place.
    public var description: String { "FastCGI: \(message) (\(code), \(place))" }
}
