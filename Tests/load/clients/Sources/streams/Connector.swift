import Glibc
import Wire

/// TCP to the site, from one loopback address after the other: each has ports for some 28,000 connections.
struct Connector {
    /// Chosen when connecting, so that one port serves for each address.
    private static let bindWithoutPort: Int32 = 24

    /// Bytes, as on the internet. With the loopback's 64 kB the kernel would let nginx send megabytes ahead.
    private static let segment: Int32 = 1460

    private let target: sockaddr_in
    private let sources: [sockaddr_in]
    private let receiveBuffer: Int32?
    private var next = 0

    init(_ plan: Plan) throws(Failure) {
        target = try Self.address("127.0.0.1", port: plan.port)
        sources = try plan.sources.map { name throws(Failure) in try Self.address(name, port: 0) }
        receiveBuffer = plan.receiveBuffer
        guard !sources.isEmpty else { throw Failure("the plan names no source address") }
    }

    /// A connection that is being made; nil where the machine has no room for one.
    mutating func connect() -> Int32? {
        let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        let descriptor = socket(AF_INET, Int32(kind), 0)
        guard descriptor >= 0 else { return nil }
        set(descriptor, Int32(IPPROTO_IP), Self.bindWithoutPort, 1)
        set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        set(descriptor, Int32(IPPROTO_TCP), TCP_MAXSEG, Self.segment)
        if let receiveBuffer { set(descriptor, SOL_SOCKET, SO_RCVBUF, receiveBuffer) }
        next = (next + 1) % sources.count
        guard Self.with(sources[next], { bind(descriptor, $0, $1) }) == 0,
            Self.with(target, { Glibc.connect(descriptor, $0, $1) }) == 0 || errno == EINPROGRESS
        else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func with(_ address: sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func address(_ name: String, port: UInt16) throws(Failure) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, name, &address.sin_addr) == 1 else { throw Failure("\(name) is no IPv4 address") }
        return address
    }
}
