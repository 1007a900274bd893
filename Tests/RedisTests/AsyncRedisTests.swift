import EventLoop
import Redis
import Testing

@Suite("Commands on a loop", .timeLimit(.minutes(1)))
struct AsyncRedisTests {
    private let loop: Loop
    /// Ends the loop of a test that waits in vain.
    private let guardian: EventLoop.Timer

    init() throws {
        let loop = try Loop()
        self.loop = loop
        guardian = loop.after(30) {
            Issue.record("nothing happened within 30 s")
            loop.stop()
        }
    }

    /// Runs the loop until the condition holds.
    private func run(until condition: @escaping () -> Bool) {
        let look = loop.every(0.005) { if condition() { loop.stop() } }
        withExtendedLifetime(look) { loop.run() }
    }

    @Test("commands are answered in their order, refusals among them")
    func order() {
        let server = FakeRedis { client, _ in
            while let words = client.command() {
                client.send(words[0] == "BAD" ? "-ERR secret\r\n" : "$\(words[1].utf8.count)\r\n\(words[1])\r\n")
            }
        }
        let redis = AsyncRedis(server.address, loop: loop)
        run { redis.isConnected }
        var answers: [String] = []
        for command in [Command("ECHO", "one"), Command("BAD"), Command("ECHO", "two")] {
            redis.run(command) { result in
                switch result {
                case .success(let reply): answers.append(reply.text ?? "-")
                case .failure(let error): answers.append(error.description)
                }
            }
        }
        run { answers.count == 3 }
        #expect(answers == ["one", "Redis: server error ERR (answer)", "two"])
    }

    @Test("without a connection a command fails at once")
    func notConnected() {
        let redis = AsyncRedis(.unix(path: FakeRedis.freePath()), loop: loop)
        var kind: RedisError.Kind?
        redis.run(Command("PING")) { if case .failure(let error) = $0 { kind = error.kind } }
        #expect(kind == .connection)
        #expect(!redis.isConnected)
    }

    @Test("a server that comes later is found")
    func comesLater() {
        let path = FakeRedis.freePath()
        let redis = AsyncRedis(.unix(path: path), loop: loop)
        let pause = loop.after(0.15) { loop.stop() }
        withExtendedLifetime(pause) { loop.run() }
        let server = FakeRedis(path: path) { client, _ in while client.command() != nil {} }
        run { redis.isConnected && server.connections == 1 }
    }

    @Test("commands under way when the connection is lost fail, and it comes back by itself")
    func lost() {
        let server = FakeRedis { client, number in
            while client.command() != nil {
                if number == 1 { return }
                client.send("+PONG\r\n")
            }
        }
        let redis = AsyncRedis(server.address, loop: loop)
        run { redis.isConnected }
        var failures = 0
        for _ in 0..<3 {
            // A completion may well send the next command, on a connection that is about to go.
            redis.run(Command("PING")) { result in
                if case .failure = result { failures += 1 }
                redis.run(Command("PING")) { if case .failure = $0 { failures += 1 } }
            }
        }
        run { failures == 6 }
        run { redis.isConnected }
        var reply: Reply?
        redis.run(Command("PING")) { reply = try? $0.get() }
        run { reply != nil }
        #expect(reply == .status("PONG"))
        #expect(server.connections == 2)
    }

    @Test("a server that stays silent counts as lost")
    func silent() {
        let server = FakeRedis { client, _ in while client.command() != nil {} }
        let redis = AsyncRedis(server.address, loop: loop)
        run { redis.isConnected }
        var kind: RedisError.Kind?
        redis.run(Command("PING")) { if case .failure(let error) = $0 { kind = error.kind } }
        run { kind != nil }
        #expect(kind == .connection)
        run { redis.isConnected && server.connections == 2 }
    }

    @Test("it may be let go from within a completion, and commands under way still complete")
    func letGo() {
        let server = FakeRedis { client, _ in while client.command() != nil { client.send("+OK\r\n+OK\r\n") } }
        var redis: AsyncRedis? = AsyncRedis(server.address, loop: loop)
        run { redis?.isConnected ?? true }
        var outcomes: [Bool] = []
        for _ in 0..<3 {
            redis?.run(Command("X")) { result in
                outcomes.append((try? result.get()) != nil)
                redis = nil
            }
        }
        run { outcomes.count == 3 }
        #expect(outcomes == [true, false, false])
    }
}
