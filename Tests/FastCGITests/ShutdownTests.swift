import FastCGI
import Glibc
import Synchronization
import Testing

/// Each test ends a process of its own: a shutdown is for good.
@Suite("Shutdown", .timeLimit(.minutes(1)))
struct ShutdownTests {
    @Test("threads that wait for a connection or on a kept one leave, and accept is false from then on")
    func leave() async {
        await #expect(processExitsWith: .exitCode(7)) {
            let left = Counter()
            let server = try Server()
            for _ in 0..<4 {
                onThread {
                    guard let exchange = try? Exchange(listener: server.listener) else { return }
                    while exchange.accept() { exchange.finish() }
                    left.increment()
                }
            }
            let client = try FastCGIClient(path: server.path)
            client.request(keepConnection: true)
            _ = try client.answer()
            Shutdown.request()
            guard eventually({ left.value == 4 }), client.isClosedByPeer() else { server.exit(1) }
            guard try !Exchange(listener: server.listener).accept() else { server.exit(2) }
            server.exit(7)
        }
    }

    @Test("a request that is under way is finished")
    func underWay() async {
        await #expect(processExitsWith: .exitCode(7)) {
            let begun = Counter()
            let server = try Server()
            server.serve { exchange in
                begun.increment()
                exchange.write(try exchange.readBody(atMost: 10))
            }
            let client = try FastCGIClient(path: server.path)
            client.begin([("CONTENT_LENGTH", "4")])
            client.sendBody(Array("ha".utf8))
            guard eventually({ begun.value == 1 }) else { server.exit(2) }
            Shutdown.request()
            client.sendBody(Array("lf".utf8))
            client.sendBody([])
            server.exit(try client.answer() == "half" ? 7 : 1)
        }
    }

    @Test("SIGTERM ends the wait", arguments: [SIGTERM, SIGINT])
    func signal(_ signal: Int32) async {
        await #expect(processExitsWith: .exitCode(7)) { [signal] in
            // To this thread, since the process of a test has others, made before `install`.
            Shutdown.install()
            pthread_kill(pthread_self(), signal)
            Shutdown.wait()
            exit(Shutdown.isRequested ? 1 : 7)
        }
    }

    @Test("an accept loop outlives the want of descriptors, and counts it")
    func noDescriptors() async {
        await #expect(processExitsWith: .exitCode(7)) {
            let server = try Server()
            let client = try FastCGIClient(path: server.path)
            client.request()
            let exchange = try Exchange(listener: server.listener)
            let enough = descriptorLimit()
            limitDescriptors(to: 3)
            onThread {
                usleep(500_000)
                limitDescriptors(to: enough)
            }
            guard exchange.accept() else { server.exit(1) }
            exchange.finish()
            _ = try client.answer()
            server.exit(exchange.acceptFailures > 0 ? 7 : 2)
        }
    }
}

private func descriptorLimit() -> rlim_t {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return limit.rlim_cur
}

private func limitDescriptors(to count: rlim_t) {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = count
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

/// A number that several threads raise.
private final class Counter: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .acquiring) }
    func increment() { count.add(1, ordering: .acquiringAndReleasing) }
}
