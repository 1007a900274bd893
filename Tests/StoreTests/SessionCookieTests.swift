import Store
import Testing

@Suite("The session cookie")
struct SessionCookieTests {
    private let open = PublicURL("http://localhost:8080"), secure = PublicURL("https://tutors.example.org")
    private let token = String(repeating: "A", count: 43)

    @Test("has the prefix that pins it to its host where the site is https, and is never read under both names")
    func names() throws {
        let open = try #require(open), secure = try #require(secure)
        #expect(SessionCookie.name(of: open) == "slotboard")
        #expect(SessionCookie.name(of: secure) == "__Host-slotboard")
        #expect(SessionCookie.tokenHash(in: "__Host-slotboard=\(token)", of: open) == nil)
        #expect(SessionCookie.tokenHash(in: "slotboard=\(token)", of: secure) == nil)
    }

    @Test("is found among others, and is kept as a hash")
    func found() throws {
        let site = try #require(open)
        let hash = try #require(SessionCookie.tokenHash(in: "theme=dark; slotboard=\(token)", of: site))
        // SHA-256 of 32 zero bytes.
        #expect(hash.prefix(4) == [0x66, 0x68, 0x7a, 0xad])
    }

    @Test("that no token could be is none", arguments: ["", "slotboard=", "slotboard=AAAA", "slotboard"])
    func none(field: String) throws {
        #expect(SessionCookie.tokenHash(in: field, of: try #require(open)) == nil)
    }
}
