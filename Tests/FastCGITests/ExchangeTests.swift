import FastCGI
import Testing

@Suite("Exchange", .timeLimit(.minutes(1)))
struct ExchangeTests {
    private let server: Server

    init() throws { server = try Server() }

    @Test("a request's parameters and body arrive, and the answer comes back")
    func roundTrip() throws {
        server.serve { exchange in
            let body = try exchange.readBody(atMost: 100)
            exchange.write(Array("\(exchange.parameter("REQUEST_METHOD") ?? "-") ".utf8) + body)
        }
        let client = try FastCGIClient(path: server.path)
        client.request([("REQUEST_METHOD", "POST")], body: Array("hello".utf8))
        #expect(try client.answer() == "POST hello")
        #expect(client.isClosedByPeer())
    }

    @Test("a parameter is found by its whole name; absent, empty and repeated ones are told apart")
    func parameters() throws {
        server.serve { exchange in
            let found: [Any?] = [
                exchange.parameter("HTTP_X"), exchange.parameter("HTTP"), exchange.parameter("EMPTY"),
                exchange.values(of: "HTTP_COOKIE"), exchange.values(of: "NONE"),
            ]
            exchange.write(Array(found.map { $0.map { "\($0)" } ?? "nil" }.joined(separator: " ").utf8))
        }
        let client = try FastCGIClient(path: server.path)
        client.request([
            ("HTTP_XY", "no"), ("HTTP_X", "yes"), ("EMPTY", ""), ("HTTP_COOKIE", "a=1"), ("HTTP_COOKIE", "b"),
        ])
        #expect(try client.answer() == #"yes nil  ["a=1", "b"] []"#)
    }

    @Test("the entries of some parameters are copied as they came, repeated ones too, but not too much")
    func copied() throws {
        server.serve { exchange in
            var bytes = Array("-".utf8)
            exchange.append(["HTTP_X", "METHOD", "NONE"], to: &bytes, atMost: 30)
            exchange.append(["HTTP_X", "METHOD"], to: &bytes, atMost: 29)
            exchange.write(bytes)
        }
        let client = try FastCGIClient(path: server.path)
        client.request([("METHOD", "GET"), ("HTTP_XY", "no"), ("HTTP_X", ""), ("HTTP_X", "a=b"), ("METHODS", "no")])
        #expect(try client.answer() == "-METHOD=GET\0HTTP_X=\0HTTP_X=a=b\0")
    }

    @Test("requests on a kept connection are answered one after the other")
    func keptConnection() throws {
        server.serve(3) { $0.write(Array(($0.parameter("N") ?? "").utf8)) }
        let client = try FastCGIClient(path: server.path)
        for number in ["1", "2", "3"] {
            client.request([("N", number)], keepConnection: true)
            #expect(try client.answer() == number)
        }
    }

    @Test("a body that nobody reads does not spoil the next request of a kept connection")
    func unreadBody() throws {
        server.serve(2) { $0.write(Array(($0.parameter("N") ?? "").utf8)) }
        let client = try FastCGIClient(path: server.path)
        client.request([("N", "1")], body: [UInt8](repeating: 120, count: 500_000), keepConnection: true)
        #expect(try client.answer() == "1")
        client.request([("N", "2")], keepConnection: true)
        #expect(try client.answer() == "2")
    }

    @Test("a body longer than allowed is refused before it is read, and the next request is served")
    func tooLarge() throws {
        server.serve(2) { exchange in
            do throws(BodyError) {
                exchange.write(try exchange.readBody(atMost: 10))
            } catch {
                exchange.write(Array("\(error)".utf8))
            }
        }
        let client = try FastCGIClient(path: server.path)
        client.request(body: [UInt8](repeating: 120, count: 11), keepConnection: true)
        #expect(try client.answer() == "tooLarge")
        client.request(body: Array("0123456789".utf8), keepConnection: true)
        #expect(try client.answer() == "0123456789")
    }

    @Test("a body without a length is read to its end, up to the limit", arguments: [(10, "10"), (11, "tooLarge")])
    func unknownLength(count: Int, answer: String) throws {
        server.serve { $0.write(Array(bodyOutcome($0, atMost: 10).utf8)) }
        let client = try FastCGIClient(path: server.path)
        client.begin([])
        client.sendBody([UInt8](repeating: 120, count: count))
        client.sendBody([])
        #expect(try client.answer() == answer)
    }

    @Test("a body without end closes the connection instead of being read for ever")
    func endlessBody() throws {
        server.serve { $0.write(Array("enough".utf8)) }
        let client = try FastCGIClient(path: server.path)
        client.begin([("CONTENT_LENGTH", "999999999")], keepConnection: true)
        client.sendBody([UInt8](repeating: 120, count: 1_200_000))
        #expect(try client.answer() == "enough")
        #expect(client.isClosedByPeer())
    }

    @Test("a body that ends before its length is cut off", arguments: ["5", "-1", "five", "99999999999999999999"])
    func shortBody(length: String) throws {
        server.serve(2) { $0.write(Array(bodyOutcome($0, atMost: 10).utf8)) }
        let client = try FastCGIClient(path: server.path)
        client.begin([("CONTENT_LENGTH", length)], keepConnection: true)
        client.sendBody(Array("four".utf8))
        client.sendBody([])
        #expect(try client.answer() == "cutOff")
        client.request(body: Array("four".utf8), keepConnection: true)
        #expect(try client.answer() == "4")
    }

    @Test("a connection that breaks within a body is cut off, and its thread serves the next connection")
    func brokenBody() throws {
        server.serve(2) { $0.write(Array(bodyOutcome($0, atMost: 10).utf8)) }
        let broken = try FastCGIClient(path: server.path)
        broken.begin([("CONTENT_LENGTH", "5")], keepConnection: true)
        broken.sendBody(Array("four".utf8))
        broken.hangUp()
        #expect(try broken.answer() == "cutOff")
        #expect(broken.isClosedByPeer())
        let next = try FastCGIClient(path: server.path)
        next.request(body: Array("four".utf8))
        #expect(try next.answer() == "4")
    }

    @Test("an answer larger than all buffers arrives whole")
    func largeAnswer() throws {
        let text = String(repeating: "slotboard ", count: 100_000)
        server.serve { $0.write(Array(text.utf8)) }
        let client = try FastCGIClient(path: server.path)
        client.request()
        #expect(try client.answer() == text)
    }

    @Test("nginx going away in the middle of an answer is noticed and ends nothing")
    func clientGone() throws {
        server.serve(2) { exchange in
            guard exchange.parameter("LARGE") != nil else { return exchange.write(Array("small".utf8)) }
            while !exchange.isBroken { exchange.write([UInt8](repeating: 120, count: 100_000)) }
        }
        var gone: FastCGIClient? = try FastCGIClient(path: server.path)
        gone?.request([("LARGE", "1")])
        _ = try gone?.record()
        gone = nil
        let next = try FastCGIClient(path: server.path)
        next.request()
        #expect(try next.answer() == "small")
    }
}

/// The length of the body, or why there is none.
private func bodyOutcome(_ exchange: Exchange, atMost limit: Int) -> String {
    do throws(BodyError) {
        return String(try exchange.readBody(atMost: limit).count)
    } catch {
        return "\(error)"
    }
}
