import FastCGI
import Glibc
import Synchronization

/// A listening socket of a test, in a folder that goes with it.
final class Server: Sendable {
    let path: String
    let listener: Listener
    private let folder: String

    init() throws {
        var template = Array("/tmp/slotboard-fastcgi-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FastCGIClient.Failure.notConnected(errno) }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = folder + "/socket"
        listener = try Listener.bind(path: path)
    }

    deinit {
        close(listener.descriptor)
        remove()
    }

    /// Ends a process of its own, as tests of the end need, and leaves no folder behind.
    func exit(_ code: Int32) -> Never {
        remove()
        Glibc.exit(code)
    }

    private func remove() {
        unlink(path)
        rmdir(folder)
    }

    /// Answers so many requests in a thread of its own, all with one exchange.
    func serve(_ count: Int = 1, _ handle: @escaping @Sendable (Exchange) throws -> Void) {
        onThread { [self] in
            do {
                let exchange = try Exchange(listener: listener)
                for _ in 0..<count {
                    guard exchange.accept() else { return }
                    try handle(exchange)
                    exchange.finish()
                }
            } catch {
                fatalError("the server of the test failed: \(error)")
            }
        }
    }
}

/// Runs the body in a thread of its own, as the programs do: Swift's own pool must not block.
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

/// Looks again and again until the condition holds; false after five seconds.
func eventually(_ condition: () -> Bool) -> Bool {
    let end = ContinuousClock.now + .seconds(5)
    while ContinuousClock.now < end {
        if condition() { return true }
        usleep(2_000)
    }
    return false
}
