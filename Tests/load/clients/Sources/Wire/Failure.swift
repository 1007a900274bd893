import Glibc

/// Why the program cannot go on, in one line.
package struct Failure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }

    /// The system's words for what just failed.
    package static var reason: String { String(cString: strerror(errno)) }
}
