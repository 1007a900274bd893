import Redis
import Testing

@Suite("Addresses")
struct RedisAddressTests {
    @Test("a unix socket is a URL with three slashes")
    func unix() throws {
        #expect(try RedisAddress(url: "unix:///run/redis.sock") == .unix(path: "/run/redis.sock"))
    }

    @Test("a host has Redis's port unless another is named")
    func tcp() throws {
        #expect(try RedisAddress(url: "redis://127.0.0.1") == .tcp(host: "127.0.0.1", port: 6379))
        #expect(try RedisAddress(url: "redis://cache.school:7000/") == .tcp(host: "cache.school", port: 7000))
        #expect(try RedisAddress(url: "redis://[::1]:7000") == .tcp(host: "::1", port: 7000))
        #expect(try RedisAddress(url: "redis://[::1]") == .tcp(host: "::1", port: 6379))
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", "/run/redis.sock", "unix://run/redis.sock", "unix:///", "redis://", "redis://host:port", "redis://h:0",
            "redis://h:70000", "redis://:secret@host", "rediss://host",
            "unix:///" + String(repeating: "x", count: 107),
        ])
    func refused(url: String) {
        #expect(throws: RedisError.self) { try RedisAddress(url: url) }
    }

    @Test("the error does not repeat the URL, which may hold a password")
    func description() throws {
        let error = try #require(throws: RedisError.self) { try RedisAddress(url: "redis://:secret@host") }
        #expect(!error.description.contains("secret"))
    }
}
