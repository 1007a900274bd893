import Glibc

/// A socket on which nginx connects. Who made the socket closes it; for the programs that is supervisor.
public struct Listener: Sendable {
    /// The listening socket.
    public let descriptor: Int32

    /// A socket that listens already; 0 is the one inherited from supervisor's `[fcgi-program]`.
    public init(descriptor: Int32 = 0) { self.descriptor = descriptor }

    /// Makes a unix socket of one's own at a path of at most 107 bytes, for the owner and the group only. A socket left
    /// there by a process that has ended is replaced.
    public static func bind(path: String, backlog: Int32 = 4096) throws(FastCGIError) -> Listener {
        let address = try address(of: path)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw FastCGIError(code: errno, place: "socket") }
        do throws(FastCGIError) {
            try open(descriptor, at: address, path: path, backlog: backlog)
        } catch {
            close(descriptor)
            throw error
        }
        return Listener(descriptor: descriptor)
    }

    private static func open(
        _ descriptor: Int32, at address: sockaddr_un, path: String, backlog: Int32
    ) throws(FastCGIError) {
        if isSocket(path), unlink(path) != 0 { throw FastCGIError(code: errno, place: "unlink") }
        // Before bind, so that the socket is never there with wider rights; after it, since bind heeds the umask.
        guard fchmod(descriptor, 0o660) == 0 else { throw FastCGIError(code: errno, place: "chmod") }
        let bound = withUnsafePointer(to: address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                Glibc.bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0 else { throw FastCGIError(code: errno, place: "bind") }
        guard chmod(path, 0o660) == 0 else { throw FastCGIError(code: errno, place: "chmod") }
        guard listen(descriptor, backlog) == 0 else { throw FastCGIError(code: errno, place: "listen") }
    }

    private static func isSocket(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }

    private static func address(of path: String) throws(FastCGIError) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        // One byte stays zero.
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw FastCGIError(code: ENAMETOOLONG, place: "bind")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return address
    }
}
