import Glibc
import Redis
import Synchronization

/// A server that speaks Redis's protocol as a test wants it, badly too. Each connection is handled in a thread of its own.
final class FakeRedis: Sendable {
    let address: RedisAddress
    private let descriptor: Int32
    private let path: String
    private let accepted = Atomic(0)

    /// How many connections were made.
    var connections: Int { accepted.load(ordering: .acquiring) }

    /// `handle` gets each connection with its number, the first being 1; when it returns the connection is closed.
    init(path: String = FakeRedis.freePath(), _ handle: @escaping @Sendable (Connection, Int) -> Void) {
        self.path = path
        address = .unix(path: path)
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        precondition(bound == 0 && listen(descriptor, 16) == 0, "a socket can be made at \(path)")
        onThread { [descriptor, weak self] in
            while true {
                let accepted = accept(descriptor, nil, nil)
                guard accepted >= 0, let number = self?.count() else { return }
                onThread { handle(Connection(descriptor: accepted), number) }
            }
        }
    }

    deinit {
        // Wakes the thread that accepts.
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
        unlink(path)
    }

    static func freePath() -> String { "/tmp/slotboard-redis-\(UInt64.random(in: 0 ... .max)).sock" }

    private func count() -> Int { accepted.add(1, ordering: .acquiringAndReleasing).newValue }

    /// The server's end of a connection.
    final class Connection: Sendable {
        private let descriptor: Int32

        fileprivate init(descriptor: Int32) { self.descriptor = descriptor }

        deinit { close(descriptor) }

        /// The next command, or nil once the client has gone.
        func command() -> [String]? {
            guard let count = line(after: "*").flatMap({ Int($0) }) else { return nil }
            var words: [String] = []
            for _ in 0..<count {
                guard let length = line(after: "$").flatMap({ Int($0) }), let word = read(length + 2) else {
                    return nil
                }
                words.append(String(decoding: word.dropLast(2), as: UTF8.self))
            }
            return words
        }

        /// Sends bytes as they are.
        func send(_ text: String) {
            let bytes = Array(text.utf8)
            _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }

        private func line(after mark: String) -> String? {
            var line: [UInt8] = []
            while let byte = read(1)?.first, byte != UInt8(ascii: "\n") { line.append(byte) }
            let text = String(decoding: line.dropLast(), as: UTF8.self)
            return text.hasPrefix(mark) ? String(text.dropFirst()) : nil
        }

        private func read(_ count: Int) -> [UInt8]? {
            var bytes: [UInt8] = []
            while bytes.count < count {
                var part = [UInt8](repeating: 0, count: count - bytes.count)
                let received = recv(descriptor, &part, part.count, 0)
                guard received > 0 else { return nil }
                bytes += part[..<received]
            }
            return bytes
        }
    }
}

/// Runs the body in a thread of its own.
func onThread(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(body)).toOpaque()
    let status = pthread_create(
        &thread, nil,
        { box in
            guard let box else { return nil }
            Unmanaged<Box>.fromOpaque(box).takeRetainedValue().body()
            return nil
        }, box)
    precondition(status == 0, "a thread can be made")
    pthread_detach(thread)
}
