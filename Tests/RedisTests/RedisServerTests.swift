import Glibc
import Redis
import Testing

/// The server of the test stack, if there is one.
let serverURL = getenv("SLOTBOARD_REDIS_URL").map { String(cString: $0) }

@Suite("With a server", .enabled(if: serverURL != nil))
struct RedisServerTests {
    private let connection: RedisConnection
    private let key = "slotboard:test:\(UInt64.random(in: 0 ... .max))"

    init() throws {
        connection = RedisConnection(try RedisAddress(url: try #require(serverURL)), timeout: 5_000)
    }

    @Test("any byte goes and comes back")
    func binary() throws {
        var set = Command("SET", key)
        set.append(bytes: Array(0...255))
        set.append("EX")
        set.append("60")
        #expect(try connection.run(set) == .status("OK"))
        #expect(try connection.run(Command("GET", key)) == .bytes(Array(0...255)))
        #expect(try connection.run(Command("DEL", key)) == .integer(1))
        #expect(try connection.run(Command("GET", key)) == .null)
    }

    @Test("an empty argument stays an argument")
    func empty() throws {
        #expect(try connection.run(Command("ECHO", "")) == .bytes([]))
        #expect(try connection.run(Command("ECHO", "")).text == "")
    }

    @Test("an error of the server is thrown with its code, and the connection goes on")
    func serverError() throws {
        let client = try connection.run(Command("CLIENT", "ID"))
        let error = try #require(throws: RedisError.self) { try connection.run(Command("NOSUCHCOMMAND", "secret")) }
        #expect(error.kind == .server("ERR"))
        #expect(!error.description.contains("secret"))
        #expect(try connection.run(Command("CLIENT", "ID")) == client)
    }

    @Test("a pipeline gives every reply in order, errors among them")
    func pipeline() throws {
        let replies = try connection.pipeline([
            Command("SET", key, "12", "EX", "60"), Command("LPUSH", key, "x"), Command("INCR", key),
            Command("MGET", key, key + ":none"),
        ])
        #expect(replies.count == 4)
        #expect(replies[0] == .status("OK"))
        guard case .failure(let message) = replies[1] else { return #expect(Bool(false), "LPUSH on a text passed") }
        #expect(message.hasPrefix("WRONGTYPE"))
        #expect(replies[2].int == 13)
        #expect(replies[3] == .array([.bytes(Array("13".utf8)), .null]))
    }

    @Test("a script runs by its source where Redis does not know its hash, and by its hash from then on")
    func script() throws {
        let script = Script("return {KEYS[1], ARGV[1], \(Int.random(in: 0 ... .max))}")
        #expect(throws: RedisError.self) { try connection.run(script.evalsha(keys: [key], [[7]])) }
        let reply = try connection.run(script, keys: [key], [[0, 7]])
        #expect(reply.elements?.prefix(2) == [.bytes(Array(key.utf8)), .bytes([0, 7])])
        #expect(try connection.run(script.evalsha(keys: [key], [[0, 7]])) == reply)
    }

    @Test("scripts and commands go together, also where Redis does not know the script; a refusal is thrown at the end")
    func together() throws {
        let script = Script("redis.call('set', KEYS[1], ARGV[1], 'ex', 60) return \(Int.random(in: 0 ... .max))")
        for value in ["1", "2"] {
            let calls = ["a", "b"].map { script.call(keys: ["\(key)\($0)"], [Array(value.utf8)]) }
            try connection.run(calls, then: [Command("SET", "\(key)c", value, "EX", "60")])
            #expect(
                try connection.run(Command("MGET", "\(key)a", "\(key)b", "\(key)c")).elements?.map(\.text)
                    == [value, value, value])
        }
        let error = try #require(throws: RedisError.self) {
            try connection.run(
                [script.call(keys: ["\(key)a"], [[51]])], then: [Command("NOSUCHCOMMAND"), Command("DEL", "\(key)c")])
        }
        #expect(error.kind == .server("ERR"))
        #expect(try connection.run(Command("MGET", "\(key)a", "\(key)c")).elements?.map(\.text) == ["3", nil])
    }

    @Test("a connection that was closed while idle is replaced before anything is sent")
    func closedWhileIdle() throws {
        let id = try #require(try connection.run(Command("CLIENT", "ID")).int)
        let other = RedisConnection(try RedisAddress(url: try #require(serverURL)), timeout: 5_000)
        #expect(try other.run(Command("CLIENT", "KILL", "ID", String(id))) == .integer(1))
        #expect(try connection.run(Command("CLIENT", "ID")).int != id)
    }
}
