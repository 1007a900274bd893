import FastCGI
import Glibc
import Synchronization
import Testing

@Suite("Taking a connection over", .timeLimit(.minutes(1)))
struct TakeOverTests {
    private let server: Server

    init() throws { server = try Server() }

    @Test("what was written before comes first, then the new owner's records, while the thread serves others")
    func takeOver() throws {
        let taken = Handed<Stream>()
        server.serve(2) { exchange in
            exchange.write(Array("first ".utf8))
            if exchange.parameter("STREAM") != nil { taken.put(exchange.takeOver()) }
        }
        let client = try FastCGIClient(path: server.path)
        client.request([("STREAM", "1")])
        let stream = try #require(eventually { taken.value != nil } ? taken.value : nil)

        let other = try FastCGIClient(path: server.path)
        other.request()
        #expect(try other.answer() == "first ")

        #expect(fcntl(stream.descriptor, F_GETFL) & O_NONBLOCK != 0)
        let payload = [UInt8](repeating: 120, count: 70_000)
        send(Record.standardOutput(stream.requestID, Array("second ".utf8)), on: stream)
        send(Record.standardOutput(stream.requestID, payload) + Record.end(stream.requestID), on: stream)
        #expect(try client.answer() == "first second " + String(decoding: payload, as: UTF8.self))
        close(stream.descriptor)
        #expect(client.isClosedByPeer())
    }

    @Test("a connection whose client has gone within its body is not taken over")
    func broken() throws {
        let outcome = Handed<Bool>()
        server.serve { outcome.put($0.takeOver() == nil) }
        let client = try FastCGIClient(path: server.path)
        client.begin([])
        client.sendBody([1])
        client.hangUp()
        #expect(eventually { outcome.value != nil })
        #expect(outcome.value == true)
        #expect(try client.answer().isEmpty)
    }

    private func send(_ bytes: [UInt8], on stream: Stream) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { write(stream.descriptor, $0.baseAddress, $0.count) }
            if sent > 0 { rest = rest.dropFirst(sent) }
            guard sent > 0 || errno == EAGAIN else { return }
        }
    }
}

/// A value that one thread leaves for another.
private final class Handed<Value: Sendable>: Sendable {
    private let content = Mutex<Value?>(nil)
    var value: Value? { content.withLock { $0 } }
    func put(_ value: Value?) { content.withLock { $0 = value } }
}
