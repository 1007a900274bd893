import Glibc
import Redis
import Testing

@Suite("Connection", .timeLimit(.minutes(1)))
struct RedisConnectionTests {
    @Test("every kind of reply is told from the others, also within arrays")
    func replies() throws {
        let server = FakeRedis { client, _ in
            while client.command() != nil {
                client.send("*6\r\n:-7\r\n$-1\r\n$3\r\na\0b\r\n+OK\r\n-ERR no\r\n*1\r\n$0\r\n\r\n")
            }
        }
        let reply = try RedisConnection(server.address, timeout: 5_000).run(Command("X"))
        let expected: [Reply] = [
            .integer(-7), .null, .bytes([97, 0, 98]), .status("OK"), .failure("ERR no"), .array([.bytes([])]),
        ]
        #expect(reply == .array(expected))
    }

    @Test("text and number of a reply")
    func values() {
        #expect(Reply.bytes(Array("12".utf8)).int == 12)
        #expect(Reply.integer(12).int == 12)
        #expect(Reply.bytes(Array("x".utf8)).int == nil)
        #expect(Reply.status("OK").text == "OK")
        #expect(Reply.null.text == nil)
        #expect(Reply.failure("ERR").text == nil)
    }

    @Test("a server that does not answer costs one timeout, then nothing until it may have come back")
    func silence() throws {
        let server = FakeRedis { client, number in
            while client.command() != nil { if number > 1 { client.send("+OK\r\n") } }
        }
        let connection = RedisConnection(server.address, timeout: 100)
        let began = ContinuousClock.now
        #expect(try failure { try connection.run(Command("X")) }.kind == .connection)
        let timedOut = ContinuousClock.now
        #expect(timedOut - began >= .milliseconds(90))
        var refusals = 0
        while (try? connection.run(Command("X"))) == nil { refusals += 1 }
        #expect(ContinuousClock.now - timedOut >= .milliseconds(400))
        #expect(refusals > 100)
        #expect(server.connections > 1)
    }

    @Test("nobody there is an error at once, and somebody there later is found")
    func nobody() throws {
        let path = FakeRedis.freePath()
        let connection = RedisConnection(.unix(path: path), timeout: 5_000)
        let error = try failure { try connection.run(Command("X")) }
        #expect(error.kind == .connection)
        #expect(error.place == "connect")
        let server = FakeRedis(path: path) { client, _ in while client.command() != nil { client.send("+OK\r\n") } }
        let end = ContinuousClock.now + .seconds(5)
        while (try? connection.run(Command("X"))) == nil, ContinuousClock.now < end { usleep(10_000) }
        #expect(try connection.run(Command("X")) == .status("OK"))
        #expect(server.connections == 1)
    }

    @Test("bytes that are no reply are an error of the protocol, and the next command has a new connection")
    func garbage() throws {
        let server = FakeRedis { client, number in
            while client.command() != nil { client.send(number == 1 ? "HTTP/1.1 400\r\n" : "+OK\r\n") }
        }
        let connection = RedisConnection(server.address, timeout: 5_000)
        #expect(try failure { try connection.run(Command("X")) }.kind == .protocol)
        #expect(try connection.run(Command("X")) == .status("OK"))
        #expect(server.connections == 2)
    }

    @Test("a connection lost within a pipeline is an error, and the next command has a new connection")
    func lostWithin() throws {
        let server = FakeRedis { client, number in
            while client.command() != nil {
                client.send("+OK\r\n")
                if number == 1 { return }
            }
        }
        let connection = RedisConnection(server.address, timeout: 5_000)
        let commands = [Command("X"), Command("Y")]
        #expect(try failure { try connection.pipeline(commands) }.kind == .connection)
        #expect(try connection.pipeline(commands) == [.status("OK"), .status("OK")])
    }

    @Test("a pipeline of nothing needs no server")
    func emptyPipeline() throws {
        #expect(try RedisConnection(.unix(path: FakeRedis.freePath())).pipeline([]) == [])
    }

    private func failure(_ body: () throws -> some Any) throws -> RedisError {
        try #require(throws: RedisError.self) { _ = try body() }
    }
}
