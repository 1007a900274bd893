import Postgres
import Testing

@Suite("A silent server is left alone")
struct OutageTests {
    private let server = Server()

    @Test("for half a second after a wait in vain; then one may try, and the others when that one has an answer")
    func silence() {
        server.failed(since: 0, at: 1800)
        #expect(!server.mayAsk(at: 1801))
        #expect(!server.mayAsk(at: 2299))
        #expect(server.mayAsk(at: 2300))
        #expect(!server.mayAsk(at: 4000), "one is finding out")
        server.answered(at: 4001)
        #expect(server.mayAsk(at: 4002))
        #expect(server.mayAsk(at: 4002))
    }

    @Test("for another half second when the one who tried got no answer, however quickly that showed")
    func again() {
        server.failed(since: 0, at: 1800)
        #expect(server.mayAsk(at: 2300))
        server.failed(since: 2300, at: 2301)
        #expect(!server.mayAsk(at: 2800))
        #expect(server.mayAsk(at: 2801))
    }

    @Test("not for one slow statement among others that were answered meanwhile")
    func slowStatement() {
        server.answered(at: 900)
        server.failed(since: 0, at: 1800)
        #expect(server.mayAsk(at: 1801))
    }

    @Test("not where it refuses at once: that costs nobody time, and it may be back at once")
    func refusal() {
        server.failed(since: 0, at: 1)
        #expect(server.mayAsk(at: 2))
    }

    @Test("no longer because of those who had begun before it answered again")
    func latecomer() {
        server.failed(since: 0, at: 1800)
        #expect(server.mayAsk(at: 2300))
        server.answered(at: 2310)
        server.failed(since: 1799, at: 3599)
        #expect(server.mayAsk(at: 3600))
    }
}

/// An outage with moments in milliseconds.
private final class Server {
    private var outage = Outage()
    private let start = ContinuousClock.now

    func mayAsk(at now: Int) -> Bool { outage.mayAsk(at: moment(now)) }

    func answered(at now: Int) { outage.answered(at: moment(now)) }

    func failed(since began: Int, at now: Int) { outage.failed(since: moment(began), at: moment(now)) }

    private func moment(_ milliseconds: Int) -> Outage.Moment { start + .milliseconds(milliseconds) }
}
