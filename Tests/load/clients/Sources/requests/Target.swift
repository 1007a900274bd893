import Glibc
import Wire

/// Where the requests go: TCP on this machine, or a unix socket.
struct Target {
    private let family: Int32
    private let address: [UInt8]

    init(_ plan: Plan) throws(Failure) {
        if let path = plan.socket {
            var unix = sockaddr_un()
            unix.sun_family = sa_family_t(AF_UNIX)
            guard path.utf8.count < MemoryLayout.size(ofValue: unix.sun_path) else {
                throw Failure("the path \(path) is too long for a socket")
            }
            withUnsafeMutableBytes(of: &unix.sun_path) { $0.copyBytes(from: path.utf8) }
            family = AF_UNIX
            address = withUnsafeBytes(of: unix) { Array($0) }
        } else {
            var ip = sockaddr_in()
            ip.sin_family = sa_family_t(AF_INET)
            ip.sin_port = (plan.port ?? 0).bigEndian
            guard let host = plan.host, inet_pton(AF_INET, host, &ip.sin_addr) == 1 else {
                throw Failure("the plan names neither a socket nor an IPv4 address")
            }
            family = AF_INET
            address = withUnsafeBytes(of: ip) { Array($0) }
        }
    }

    /// A connection; on one machine it stands at once, or there is nobody to take it.
    func connect() -> Int32? {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        let status = address.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                Glibc.connect(descriptor, $0.baseAddress, socklen_t(bytes.count))
            }
        }
        guard status == 0 else {
            close(descriptor)
            return nil
        }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        return descriptor
    }
}
