import Glibc

/// Why something cannot be watched.
public struct LoopError: Error, Sendable, CustomStringConvertible {
    /// The system's `errno`.
    public let code: Int32
    /// What that code means.
    public let message: String
    /// The step that failed: `init`, `watch`, `signal`, `mailbox`.
    public let place: String

    init(code: Int32, place: String) {
        self.code = code
        message = String(cString: strerror(code))
        self.place = place
    }

    /// Code, meaning and place.
    public var description: String { "event loop: \(message) (\(code), \(place))" }
}
