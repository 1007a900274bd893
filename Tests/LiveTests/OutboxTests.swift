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

    @Test("what is gathered leaves in one piece, and blocks nobody meanwhile")
    func gathered() {
        var socket = Socket(room: 3)
        var pieces = 0
        var outbox = Outbox()
        outbox.gather()
        #expect(outbox.post([1, 2]) { socket.write($0) } == .empty)
        #expect(outbox.post([3, 4]) { socket.write($0) } == .empty)
        #expect(socket.received.isEmpty && !outbox.isBlocked)
        let result = outbox.release { bytes in
            pieces += 1
            return socket.write(bytes)
        }
        #expect(result == .blocked && outbox.isBlocked)
        #expect(socket.received == [1, 2, 3] && pieces == 2, "one write, and one that found the socket full")
        socket.room = 1
        #expect(outbox.drain { socket.write($0) } == .empty)
        #expect(socket.received == [1, 2, 3, 4])
    }

    @Test("a broken socket is told apart from a full one")
    func broken() {
        var outbox = Outbox()
        #expect(outbox.post([1]) { _ in .broken } == .broken)
    }
}
