import EventLoop
import Redis
import Synchronization
import Testing

@Suite("Channels on a loop", .timeLimit(.minutes(1)))
struct RedisSubscriberTests {
    private let loop: Loop
    /// Ends the loop of a test that waits in vain.
    private let guardian: EventLoop.Timer

    init() throws {
        let loop = try Loop()
        self.loop = loop
        guardian = loop.after(30) {
            Issue.record("nothing happened within 30 s")
            loop.stop()
        }
    }

    /// Runs the loop until the condition holds.
    private func run(until condition: @escaping () -> Bool) {
        let look = loop.every(0.005) { if condition() { loop.stop() } }
        withExtendedLifetime(look) { loop.run() }
    }

    /// Confirms subscriptions as Redis does, and says a word on each channel.
    private static func confirm(_ words: [String], to client: FakeRedis.Connection, saying word: String) {
        for (index, channel) in words.dropFirst().enumerated() {
            let name = "$\(channel.utf8.count)\r\n\(channel)\r\n"
            client.send("*3\r\n$9\r\nsubscribe\r\n\(name):\(index + 1)\r\n")
            client.send("*3\r\n$7\r\nmessage\r\n\(name)$\(word.utf8.count)\r\n\(word)\r\n")
        }
    }

    @Test("channels asked for before the connection stands are subscribed, and again after it was lost")
    func reconnects() {
        let server = FakeRedis { client, number in
            while let words = client.command() {
                Self.confirm(words, to: client, saying: "connection \(number)")
                if number == 1 { return }
            }
        }
        let subscriber = RedisSubscriber(server.address, loop: loop)
        var heard: [String] = []
        subscriber.onConnected = { heard.append("connected") }
        subscriber.onDisconnected = { heard.append("disconnected") }
        subscriber.onSubscribed = { heard.append("subscribed \($0)") }
        subscriber.onMessage = { heard.append("\($0): " + String(decoding: $1, as: UTF8.self)) }
        subscriber.subscribe("a")
        run { heard.count == 7 }
        #expect(
            heard == [
                "connected", "subscribed a", "a: connection 1", "disconnected", "connected", "subscribed a",
                "a: connection 2",
            ])
    }

    @Test("a thousand channels come back in a few commands")
    func manyChannels() {
        let commands = Atomic(0)
        let server = FakeRedis { client, _ in
            while let words = client.command() {
                commands.add(1, ordering: .relaxed)
                Self.confirm(words, to: client, saying: "x")
            }
        }
        let subscriber = RedisSubscriber(server.address, loop: loop)
        var confirmed = Set<String>()
        subscriber.onSubscribed = { confirmed.insert($0) }
        for number in 0..<1_000 { subscriber.subscribe("channel \(number)") }
        run { confirmed.count == 1_000 }
        #expect(commands.load(ordering: .relaxed) == 2)
    }

    @Test("a subscription that is never confirmed costs the connection")
    func unconfirmed() {
        let server = FakeRedis { client, number in
            while let words = client.command() { if number > 1 { Self.confirm(words, to: client, saying: "x") } }
        }
        let subscriber = RedisSubscriber(server.address, loop: loop)
        var confirmed = false
        subscriber.onSubscribed = { _ in confirmed = true }
        subscriber.subscribe("a")
        run { confirmed }
        #expect(server.connections == 2)
    }

    @Test("with Redis: what is published arrives, byte for byte", .enabled(if: serverURL != nil))
    func published() throws {
        let address = try RedisAddress(url: try #require(serverURL))
        let channel = "slotboard:test:\(UInt64.random(in: 0 ... .max))"
        let subscriber = RedisSubscriber(address, loop: loop)
        let publisher = AsyncRedis(address, loop: loop)
        var received: [[UInt8]] = []
        subscriber.onSubscribed = { channel in
            for payload in [[], Array(0...255)] as [[UInt8]] {
                var command = Command("PUBLISH", channel)
                command.append(bytes: payload)
                publisher.run(command) { _ in }
            }
        }
        subscriber.onMessage = { _, payload in received.append(payload) }
        run { subscriber.isConnected && publisher.isConnected }
        subscriber.subscribe(channel)
        run { received.count == 2 }
        #expect(received == [[], Array(0...255)])
    }

    @Test("with Redis: coming and going on channels in any order does no harm", .enabled(if: serverURL != nil))
    func churn() throws {
        let address = try RedisAddress(url: try #require(serverURL))
        let prefix = "slotboard:test:\(UInt64.random(in: 0 ... .max)):"
        let subscriber = RedisSubscriber(address, loop: loop)
        run { subscriber.isConnected }
        var rounds = 0
        var disconnections = 0
        subscriber.onDisconnected = { disconnections += 1 }
        let churn = loop.every(0.001) {
            rounds += 1
            for _ in 0..<20 {
                let channel = prefix + String(Int.random(in: 0..<5))
                if Bool.random() { subscriber.subscribe(channel) } else { subscriber.unsubscribe(channel) }
            }
        }
        run { rounds >= 200 }
        churn.cancel()
        var confirmed = false
        subscriber.onSubscribed = { if $0 == prefix + "last" { confirmed = true } }
        subscriber.subscribe(prefix + "last")
        run { confirmed }
        #expect(disconnections == 0)
    }
}
