import Glibc
import HTTP
import Live
import Scheduling
import Store
import Testing

@Suite("The hub tells a person what is theirs")
struct HubOwnTests {
    private let bench: Bench
    private let session: OwnSession

    init() throws {
        bench = try Bench()
        let later = Instant(unixSeconds: time(nil) + 86_400)
        session = OwnSession(key: SessionKey(school: 1, tokenHash: [1]), person: 5, expiresAt: later)
    }

    /// A client of that session; `check` is the number of PostgreSQL's answer.
    private func client(_ query: String = "mine=1", check: Int = 1, lives: Bool = true) throws -> Client {
        let (client, arrival) = try bench.arrival(query, session)
        bench.hub.open(arrival)
        #expect(client.text().isEmpty, "nothing is answered before PostgreSQL has")
        answer(check, lives)
        return client
    }

    /// PostgreSQL's answer to a question that the loop has asked.
    private func answer(_ check: Int, _ lives: Bool) {
        var turns = 0
        #expect(
            bench.run {
                turns += 1
                return turns > 1
            })
        bench.hub.take([.sessions(check, live: lives ? [session.key] : [])])
    }

    private func publish(_ message: OwnMessage) {
        bench.hub.hear(message.payload, on: Keys.own(session.person))
    }

    @Test("a stream of one's own opens once the session was looked at, and is told of changes")
    func hint() throws {
        let client = try client()
        #expect(client.text().hasPrefix("Status: 200"))
        #expect(client.text().contains("event: heartbeat\ndata: {\"versions\":{}"))
        publish(.changed(.bookings))
        #expect(bench.run { client.text().contains("event: mine\ndata: {\"changed\":[\"bookings\"]}\n\n") })
    }

    @Test("whose session ended on the way is answered 401")
    func refused() throws {
        let client = try client(lives: false)
        #expect(client.text().hasPrefix("Status: 401"))
        #expect(client.text().contains("/problems/not-signed-in"))
        #expect(bench.gate.streams == 0)
    }

    @Test("a stop refuses whoever is at the door")
    func stop() throws {
        let (client, arrival) = try bench.arrival("mine=1", session)
        bench.hub.open(arrival)
        bench.hub.drain()
        #expect(client.text().hasPrefix("Status: 503"))
        #expect(bench.gate.streams == 0)
    }

    @Test("a stream whose session ends says so, with a retry, and makes room")
    func signedOut() throws {
        let client = try client()
        publish(.signedOut(tokenHash: [1]))
        #expect(client.text().contains("event: signed-out\ndata: {}\n\nretry: "))
        #expect(client.text().contains("event: end\ndata: {\"retry\":"))
        #expect(bench.gate.streams == 0)
    }

    @Test("a session that has run out on the way in ends at once")
    func expired() throws {
        let past = OwnSession(key: session.key, person: 5, expiresAt: Instant(unixSeconds: time(nil)))
        let (client, arrival) = try bench.arrival("mine=1", past)
        bench.hub.open(arrival)
        answer(1, true)
        #expect(bench.run { client.text().contains("event: signed-out\n") })
    }

    @Test("a reader that stands still is told once, when it reads on")
    func slowReader() throws {
        let client = try client("teacher=7&since=0&mine=1")
        bench.answer(0)
        var version = 0
        // Unread, the board's changes fill the socket; a hint finds no room then.
        for _ in 1...30 {
            version += 1
            bench.publish(version, slot: version % 4, size: 8000)
            #expect(bench.run { true })
        }
        for _ in 1...5 {
            publish(.changed(.holds))
            let windowEnd = ContinuousClock.now + .milliseconds(60)
            #expect(bench.run { .now > windowEnd })
        }
        #expect(bench.run { client.text().contains("event: mine\n") })
        #expect(client.text().split(separator: "event: mine\n").count - 1 == 1)
    }
}
