import Live
import Testing

/// A socket that takes so many bytes and is then full.
private struct Socket {
    var room: Int
    var received: [UInt8] = []

    mutating func write(_ bytes: UnsafeRawBufferPointer) -> Outbox.Attempt {
        guard room > 0 else { return .full }
        let count = min(room, bytes.count)
        received.append(contentsOf: bytes.prefix(count))
        room -= count
        return .wrote(count)
    }
}

@Suite("A slow reader costs the rest of one message")
struct OutboxTests {
    @Test("what fits is written and nothing is kept")
    func fits() {
        var socket = Socket(room: 100)
        var outbox = Outbox()
        #expect(outbox.post([1, 2, 3]) { socket.write($0) } == .empty)
        #expect(socket.received == [1, 2, 3])
        #expect(!outbox.isBlocked)
    }

    @Test("the rest of a message goes out in order once the socket has room")
    func rest() {
        var socket = Socket(room: 2)
        var outbox = Outbox()
        #expect(outbox.post([1, 2, 3, 4, 5]) { socket.write($0) } == .blocked)
        #expect(outbox.isBlocked)
        socket.room = 2
        #expect(outbox.drain { socket.write($0) } == .blocked)
        socket.room = 2
        #expect(outbox.drain { socket.write($0) } == .empty)
        #expect(socket.received == [1, 2, 3, 4, 5])
        #expect(!outbox.isBlocked)
    }

    @Test("a broken socket is told apart from a full one")
    func broken() {
        var outbox = Outbox()
        #expect(outbox.post([1]) { _ in .broken } == .broken)
    }
}
