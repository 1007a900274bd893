import EventLoop
import FastCGI
import Glibc
import HTTP
import Live
import Logging
import Scheduling
import Store
import Testing

/// A hub without servers: Redis is away, the test answers for PostgreSQL, and clients are ends of socket pairs.
struct Bench {
    static let board = BoardKey(school: 1, teacher: 7)
    let loop: Loop
    let gate = Gate(capacity: 10)
    let hub: Hub

    /// A hub that knows the epoch, unless there is none yet.
    init(epoch: String? = "1.5") throws {
        loop = try Loop()
        let settings = try Settings(
            Configuration(environment: [
                "SLOTBOARD_DATABASE_URL": "host=/nowhere", "SLOTBOARD_REDIS_URL": "unix:///nowhere/redis.sock",
                "SLOTBOARD_GUARD_URL": "unix:///nowhere/guard.sock",
            ]))
        var log = Logger(label: "test")
        log.logLevel = .critical
        hub = Hub(
            settings: settings, loop: loop, reader: Reader(conninfo: ""), directory: Directory(defaultSchool: nil),
            gate: gate, log: log)
        if let epoch { hub.take([.epoch(epoch)]) }
    }

    /// A client that has the board since `version`, as PostgreSQL has it too.
    func client(since version: Int) throws -> Client {
        let (client, arrival) = try arrival("teacher=7&since=\(version)")
        hub.open(arrival)
        answer(version)
        return client
    }

    /// A client that has asked, and its request as it comes from the door.
    func arrival(_ query: String, _ session: OwnSession? = nil) throws -> (Client, Hub.Arrival) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue)
        #expect(socketpair(AF_UNIX, kind, 0, &ends) == 0)
        let request = try StreamRequest(query: Query(query), lastEventID: nil)
        gate.enter()
        let arrival = Hub.Arrival(descriptor: ends[0], requestID: 1, school: 1, request: request, session: session)
        return (Client(descriptor: ends[1]), arrival)
    }

    func answer(_ version: Int, epoch: String = "1.5") {
        let changes = BoardChanges(epoch: epoch, version: version, oldest: 0, slots: [])
        hub.take([.changes(Self.board, BoardNews(changes))])
    }

    /// One slot's change, published, with a note of `size` bytes.
    func publish(_ version: Int, slot: Int, size: Int = 10) {
        let json = Array("{\"id\":\(slot),\"note\":\"\(String(repeating: "x", count: size))\"}".utf8)
        let line = ChangeMessage.Line(slotID: slot, version: version, json: json)
        hub.hear(ChangeMessage(epoch: "1.5", version: version, lines: [line]).payload, on: Keys.channel(Self.board))
    }

    /// Lets the loop do what is to be done until the condition holds; false if it does not within five seconds.
    func run(until condition: @escaping () -> Bool) -> Bool {
        var isMet = false
        let looking = loop.every(0.005) {
            isMet = condition()
            if isMet { loop.stop() }
        }
        let giveUp = loop.after(5) { loop.stop() }
        loop.run()
        looking.cancel()
        giveUp.cancel()
        return isMet
    }
}

/// What has arrived on the client's side.
final class Client {
    private let descriptor: Int32
    private var bytes: [UInt8] = []
    private(set) var isEnded = false

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { hangUp() }

    func hangUp() {
        if !isEnded { close(descriptor) }
        isEnded = true
    }

    /// Everything read so far, and now, without the records' headers.
    func text() -> String {
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &part, part.count)
            if count <= 0 { break }
            bytes += part.prefix(count)
        }
        var text: [UInt8] = []
        var rest = bytes[...]
        while rest.count >= 8 {
            let length = Int(rest[rest.startIndex + 4]) << 8 | Int(rest[rest.startIndex + 5])
            text += rest.dropFirst(8).prefix(length)
            rest = rest.dropFirst(8 + length)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

@Suite("The hub brings about what topics decide")
struct HubTests {
    @Test("a stream opens at once and hears its first heartbeat when it has joined")
    func opening() throws {
        let bench = try Bench()
        let client = try bench.client(since: 42)
        let text = client.text()
        #expect(text.hasPrefix("Status: 200"))
        #expect(text.contains("retry: 2000\n"))
        #expect(text.contains("event: heartbeat\ndata: {\"versions\":{\"7\":42},\"epoch\":\"1.5\",\"now\":"))
        #expect(text.contains("\"degraded\":true"), "Redis is away")
    }

    @Test("a stream that joins at once hears one first heartbeat, in bad times too")
    func firstHeartbeat() throws {
        let bench = try Bench()
        _ = try bench.client(since: 42)
        let (client, arrival) = try bench.arrival("teacher=7&since=42")
        bench.hub.open(arrival)
        #expect(client.text().split(separator: "event: heartbeat").count - 1 == 1)
        #expect(client.text().contains("{\"versions\":{\"7\":42}"))
    }

    @Test("a change reaches every stream of the board, with its id")
    func change() throws {
        let bench = try Bench()
        let clients = try (0..<3).map { _ in try bench.client(since: 42) }
        bench.publish(43, slot: 1)
        for client in clients {
            #expect(bench.run { client.text().contains("event: slots\nid: 1.5:7:43\ndata: {\"teacher_id\":7,") })
        }
    }

    @Test("a reader that stands still costs one message, and is told the newest once it reads on")
    func slowReader() throws {
        let bench = try Bench()
        let quick = try bench.client(since: 0)
        let slow = try bench.client(since: 0)
        for version in 1...100 {
            bench.publish(version, slot: version % 4, size: 8000)
            #expect(bench.run { quick.text().contains("id: 1.5:7:\(version)\n") })
        }
        #expect(bench.run { slow.text().contains("id: 1.5:7:100\n") })
        let told = slow.text().split(separator: "event: slots").count - 1
        #expect(told < 20, "what did not fit was joined, not queued")
        #expect(quick.text().split(separator: "event: slots").count - 1 == 100)
    }

    @Test("a reader that stands still for too long is closed, and nobody else")
    func patience() throws {
        let bench = try Bench()
        bench.hub.patience = 0.2
        let quick = try bench.client(since: 0)
        let slow = try bench.client(since: 0)
        for version in 1...20 {
            bench.publish(version, slot: version, size: 8000)
            #expect(bench.run { quick.text().contains("id: 1.5:7:\(version)\n") })
        }
        #expect(bench.run { bench.gate.streams == 1 })
        bench.publish(21, slot: 21)
        #expect(bench.run { quick.text().contains("id: 1.5:7:21\n") })
        #expect(!slow.text().contains("id: 1.5:7:21\n"))
    }

    @Test("a client that hangs up makes room")
    func hangUp() throws {
        let bench = try Bench()
        let client = try bench.client(since: 42)
        #expect(bench.gate.streams == 1)
        client.hangUp()
        #expect(bench.run { bench.gate.streams == 0 })
    }

    @Test("another epoch resets the streams")
    func epoch() throws {
        let bench = try Bench()
        let client = try bench.client(since: 42)
        bench.hub.take([.epoch("1.6")])
        bench.answer(3, epoch: "1.6")
        let reset = "event: reset\nid: 1.6:7:3\ndata: {\"teacher_id\":7,\"version\":3}\n\n"
        #expect(bench.run { client.text().contains(reset) })
    }

    @Test("and a reader that stood still meanwhile, once it reads on")
    func epochOfSlowReader() throws {
        let bench = try Bench()
        let quick = try bench.client(since: 0)
        let slow = try bench.client(since: 0)
        for version in 1...30 {
            bench.publish(version, slot: version % 4, size: 8000)
            #expect(bench.run { quick.text().contains("id: 1.5:7:\(version)\n") })
        }
        bench.hub.take([.epoch("1.6")])
        bench.answer(3000, epoch: "1.6")
        let reset = "event: reset\nid: 1.6:7:3000\n"
        #expect(bench.run { quick.text().contains(reset) })
        #expect(bench.run { slow.text().contains(reset) })
    }

    @Test("a stop refuses whoever waits for the epoch, and whoever comes then")
    func stop() throws {
        let bench = try Bench(epoch: nil)
        let (early, arrival) = try bench.arrival("teacher=7&since=42")
        bench.hub.open(arrival)
        bench.hub.drain()
        let (late, another) = try bench.arrival("teacher=7&since=42")
        bench.hub.open(another)
        for client in [early, late] {
            #expect(client.text().hasPrefix("Status: 503"))
            #expect(client.text().contains("Retry-After: "))
        }
        #expect(bench.gate.streams == 0)
    }
}
