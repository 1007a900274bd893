import Glibc

/// Who may hash a password: two at once on a machine, over all its processes.
///
/// Each permit is a lock on a file. The kernel lets go of it with the process, however that ends; a semaphore in shared
/// memory would stay taken after `kill -9`. A lock belongs to the open file and not to the process, so threads of one
/// process keep each other out, too.
struct HashingPermits: Sendable {
    static let count = 2

    private let paths: [String]

    /// Permits in `folder`; processes that use another one do not know of these. Throws where no file can be written
    /// there.
    init(folder: String) throws(LockFileError) {
        paths = (1...Self.count).map { "\(folder)/hashing.\($0).lock" }
        for path in paths { close(try Self.open(path)) }
    }

    /// A permit that is taken.
    struct Permit {
        fileprivate let descriptor: Int32

        /// Lets the next one in.
        func release() { close(descriptor) }
    }

    /// A permit, once one is free; nil where none was until then. Nobody can wait for two locks, so both are looked at
    /// every three milliseconds, by no more than two threads of each process.
    func take(until deadline: ContinuousClock.Instant) -> Permit? {
        while true {
            for path in paths {
                if let permit = take(path) { return permit }
            }
            guard .now < deadline else { return nil }
            usleep(3000)
        }
    }

    private func take(_ path: String) -> Permit? {
        guard let descriptor = try? Self.open(path) else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        return Permit(descriptor: descriptor)
    }

    private static func open(_ path: String) throws(LockFileError) -> Int32 {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LockFileError(path: path, code: errno) }
        return descriptor
    }

    /// A file that all processes of the machine lock cannot be written.
    struct LockFileError: Error, CustomStringConvertible {
        let path: String
        let code: Int32

        var description: String { "\(path) cannot be written: \(String(cString: strerror(code)))" }
    }
}
