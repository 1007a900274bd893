import Glibc

/// Why the program cannot go on, in one line.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// The system's words for what just failed.
    static var reason: String { String(cString: strerror(errno)) }
}
