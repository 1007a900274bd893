import HTTP
import Testing

@Suite("A query")
struct QueryTests {
    @Test("is decoded once")
    func decoding() {
        let query = Query("q=a%20b+c&x=%C3%A9&broken=%zz&latin=%E9&empty=&flag")
        #expect(query["q"] == "a b c")
        #expect(query["x"] == "é")
        #expect(query["broken"] == nil)
        #expect(query["latin"] == nil)
        #expect(query["empty"] == "")
        #expect(query.has("flag"))
        #expect(!query.has("none"))
    }

    @Test("of a cached route has one spelling", arguments: ["from=1&from=2", "fr%6fm=1", "from=1&x=2", "FROM=1"])
    func offences(text: String) {
        #expect(Query(text).offence(against: ["from", "days"]) != nil)
    }

    @Test("with known names once each is fine")
    func fine() {
        #expect(Query("from=1&days=2").offence(against: ["from", "days"]) == nil)
        #expect(Query("").offence(against: ["from", "days"]) == nil)
    }

    @Test("is encoded so that it decodes to itself", arguments: ["a b&c=d/é😀%", "", "-._~09azAZ"])
    func encoding(text: String) {
        let encoded = Query.encode(text)
        #expect(encoded.utf8.allSatisfy { $0 < 0x80 })
        #expect(Query("q=\(encoded)")["q"] == text)
    }
}

@Suite("A route pattern")
struct RoutePatternTests {
    @Test("finds the ids in a path")
    func ids() {
        let pattern = RoutePattern("/api/v1/slots/{id}/hold")
        #expect(pattern.match(RoutePattern.segments(of: "/api/v1/slots/7/hold")) == [7])
        for other in ["/api/v1/slots/7", "/api/v1/slots/7/hold/", "//api/v1/slots/7/hold", "api/v1/slots/7/hold"] {
            #expect(pattern.match(RoutePattern.segments(of: other)) == nil, "\(other)")
        }
    }

    @Test(
        "takes nothing for an id that is none",
        arguments: ["0", "07", "-1", "x", "9007199254740992", "1.0", "%31", "٣", "18446744073709551617"])
    func noIDs(segment: String) {
        #expect(RoutePattern("/{id}").match(RoutePattern.segments(of: "/\(segment)")) == nil)
    }
}

@Suite("A request that changes something")
struct CrossSiteTests {
    @Test("may come from our own pages and from no browser, and from nowhere else")
    func origins() {
        func allows(_ site: String?, _ origin: String?, host: String? = "school.test") -> Bool {
            CrossSite.allows(secFetchSite: site, origin: origin, publicOrigin: "https://slots.test", host: host)
        }
        #expect(allows("same-origin", nil))
        #expect(allows("none", nil))
        #expect(!allows("cross-site", "https://slots.test"))
        #expect(!allows("same-site", nil))
        #expect(allows(nil, nil))
        #expect(allows(nil, "https://slots.test"))
        #expect(allows(nil, "https://school.test"))
        #expect(!allows(nil, "http://school.test"))
        #expect(!allows(nil, "https://evil.test"))
        #expect(!allows(nil, "null"))
    }

    @Test("keep the site's port at every school's host")
    func ports() {
        func allows(_ origin: String) -> Bool {
            CrossSite.allows(
                secFetchSite: nil, origin: origin, publicOrigin: "http://localhost:8080", host: "school.test")
        }
        #expect(allows("http://school.test:8080"))
        #expect(!allows("http://school.test"))
        #expect(!allows("http://school.test:8081"))
    }
}

@Suite("Validators and cookies")
struct FieldTests {
    @Test("If-None-Match is compared weakly")
    func entityTags() {
        let tag = "W/\"1.7.42\""
        for field in ["W/\"1.7.42\"", "\"1.7.42\"", "\"x\", W/\"1.7.42\"", "*"] {
            #expect(EntityTag.matches(field, tag), "\(field)")
        }
        for field in ["\"1.7.43\"", "", "1.7.42", "W/\"1.7.4\""] { #expect(!EntityTag.matches(field, tag), "\(field)") }
    }

    @Test("a cookie is found by its whole name")
    func cookies() {
        #expect(Cookie.value(of: "slotboard", in: "a=1; slotboard=x=y; b=2") == "x=y")
        #expect(Cookie.value(of: "slotboard", in: "myslotboard=1; __Host-slotboard=2; slotboard2=3; slotboard") == nil)
        #expect(Cookie.value(of: "slotboard", in: "slotboard=; slotboard=2") == "")
    }

    @Test("a field cannot smuggle another one")
    func lineBreaks() {
        var response = Response(.ok)
        response.set("Location", "/a\r\nSet-Cookie: x=1")
        #expect(response.field("Location") == "/aSet-Cookie: x=1")
    }
}

@Suite("Server-sent events")
struct EventStreamTests {
    @Test("have a name, perhaps an id, and one line of data")
    func event() {
        let data = Array(#"{"a":1}"#.utf8)
        #expect(
            text(EventStream.event("slots", id: "1.1:7:42", data: data))
                == "event: slots\nid: 1.1:7:42\ndata: {\"a\":1}\n\n")
        #expect(text(EventStream.event("reset", data: data)) == "event: reset\ndata: {\"a\":1}\n\n")
    }

    private func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
