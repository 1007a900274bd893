import Glibc

/// What nginx is to the programs: the other end of a FastCGI connection, with the freedom to behave badly.
final class FastCGIClient {
    private static let beginRequest: UInt8 = 1
    private static let endRequest: UInt8 = 3
    private static let parameters: UInt8 = 4
    private static let standardInput: UInt8 = 5
    private static let standardOutput: UInt8 = 6

    private let descriptor: Int32

    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let status = withUnsafePointer(to: address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard status == 0 else { throw Failure.notConnected(errno) }
    }

    deinit { close(descriptor) }

    enum Failure: Error {
        case notConnected(Int32)
        case closed
    }

    /// Nothing more will come from this side.
    func hangUp() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Sends a request up to the end of its parameters.
    func begin(_ parameters: [(String, String)], keepConnection: Bool = false, id: UInt8 = 1) {
        send(Self.beginRequest, [0, 1, keepConnection ? 1 : 0, 0, 0, 0, 0, 0], id: id)
        var content: [UInt8] = []
        for (name, value) in parameters {
            for text in [name, value] {
                let length = UInt32(text.utf8.count)
                content += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) | ($0 == 24 ? 0x80 : 0) }
            }
            content += Array(name.utf8) + Array(value.utf8)
        }
        if !content.isEmpty { send(Self.parameters, content, id: id) }
        send(Self.parameters, [], id: id)
    }

    /// Sends a part of the body; an empty part ends it. A peer that has closed is no failure here.
    func sendBody(_ part: [UInt8], id: UInt8 = 1) {
        guard !part.isEmpty else { return send(Self.standardInput, [], id: id) }
        for start in stride(from: 0, to: part.count, by: 60_000) {
            send(Self.standardInput, Array(part[start..<min(start + 60_000, part.count)]), id: id)
        }
    }

    /// A whole request.
    func request(_ parameters: [(String, String)] = [], body: [UInt8] = [], keepConnection: Bool = false) {
        let length = ("CONTENT_LENGTH", body.isEmpty ? "" : String(body.count))
        begin(parameters + [length], keepConnection: keepConnection)
        if !body.isEmpty { sendBody(body) }
        sendBody([])
    }

    /// The standard output of a request up to its end.
    func answer() throws -> String {
        var output: [UInt8] = []
        while true {
            let (kind, content) = try record()
            if kind == Self.standardOutput { output += content }
            if kind == Self.endRequest { return String(decoding: output, as: UTF8.self) }
        }
    }

    /// The next record.
    func record() throws -> (kind: UInt8, content: [UInt8]) {
        let header = try read(8)
        let content = try read(Int(header[4]) << 8 | Int(header[5]))
        _ = try read(Int(header[6]))
        return (header[1], content)
    }

    /// The other side has closed the connection (waited for; false when it stays open).
    func isClosedByPeer() -> Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, 0) <= 0 && errno != EAGAIN
    }

    private func read(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var part = [UInt8](repeating: 0, count: count - bytes.count)
            let received = recv(descriptor, &part, part.count, 0)
            guard received > 0 else { throw Failure.closed }
            bytes += part[..<received]
        }
        return bytes
    }

    private func send(_ kind: UInt8, _ content: [UInt8], id: UInt8) {
        let padding = [UInt8](repeating: 0, count: (8 - content.count % 8) % 8)
        let header = [1, kind, 0, id, UInt8(content.count >> 8), UInt8(content.count & 255), UInt8(padding.count), 0]
        let bytes = header + content + padding
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }
}
