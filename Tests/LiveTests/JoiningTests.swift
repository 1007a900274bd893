import Live
import Store
import Testing

@Suite("A stream joins without a hole")
struct JoiningTests {
    @Test("a stream that has the topic's version joins without a query and hears nothing old")
    func upToDate() {
        var bench = TopicBench.at(41)
        bench.run { $0.join("a", since: .version(41)) }
        #expect(bench.replays(to: "a") == [event(41, 41)])
        #expect(bench.reads.isEmpty)
    }

    @Test("“from now on” starts at the topic's version")
    func fromNow() {
        var bench = TopicBench.at(41)
        bench.run { $0.join("a", since: .now) }
        #expect(bench.replays(to: "a") == [event(41, 41)])
    }

    @Test("changes that the topic remembers are replayed without a query")
    func remembered() {
        var bench = TopicBench.at(41)
        bench.hear(42, slot(1, 42))
        bench.hear(43, slot(2, 43))
        bench.run { $0.join("a", since: .version(42)) }
        #expect(bench.replays(to: "a") == [event(42, 43, slot(2, 43))])
        #expect(bench.reads.isEmpty)
    }

    @Test("changes of two minutes ago are left to PostgreSQL, newer ones are still remembered")
    func forgotten() {
        var bench = TopicBench.at(41)
        bench.hear(42, slot(1, 42))
        for _ in 1...8 { bench.topic.roundBegan() }
        bench.hear(43, slot(2, 43))
        bench.run { $0.join("a", since: .version(41)) }
        #expect(bench.replays(to: "a") == [event(41, 43, slot(1, 42), slot(2, 43))])
        bench.topic.roundBegan()
        bench.run { $0.join("b", since: .version(42)) }
        #expect(bench.replays(to: "b") == [event(42, 43, slot(2, 43))])
        bench.run { $0.join("c", since: .version(41)) }
        #expect(bench.replays(to: "c").isEmpty && bench.reads == [41])
    }

    @Test("older changes are asked of PostgreSQL, one query for all who wait, each told what it misses")
    func older() {
        var bench = TopicBench.at(41)
        bench.run { $0.join("a", since: .version(30)) }
        #expect(bench.reads == [30])
        bench.run { $0.join("b", since: .version(35)) }
        bench.run { $0.join("c", since: .version(20)) }
        #expect(bench.reads.isEmpty)
        bench.answer(41, [slot(1, 33), slot(2, 40)])
        #expect(bench.replays(to: "a") == [event(30, 41, slot(1, 33), slot(2, 40))])
        #expect(bench.replays(to: "b") == [event(35, 41, slot(2, 40))])
        #expect(bench.replays(to: "c").isEmpty)
        #expect(bench.reads == [20], "c came too late for the first query")
        bench.answer(41, [slot(3, 25), slot(1, 33), slot(2, 40)])
        #expect(bench.replays(to: "c") == [event(20, 41, slot(3, 25), slot(1, 33), slot(2, 40)).sorted])
    }

    @Test("the first watcher's query is also the one that reads the version")
    func firstWatcher() {
        var bench = TopicBench()
        bench.run { $0.open(awaitingConfirmation: true) }
        bench.run { $0.join("a", since: .version(39)) }
        #expect(bench.reads.isEmpty)
        bench.run { $0.subscribed() }
        #expect(bench.reads == [39])
        bench.answer(41, [slot(1, 40)])
        #expect(bench.replays(to: "a") == [event(39, 41, slot(1, 40))])
    }

    @Test("a since above the topic's last is the topic's gap: it asks, and the stream is not reset")
    func aheadOfTopic() {
        var bench = TopicBench.at(41)
        bench.run { $0.join("a", since: .version(43)) }
        #expect(bench.reads == [41])
        bench.answer(43, [slot(1, 42), slot(2, 43)])
        #expect(bench.sent == [event(41, 43, slot(1, 42), slot(2, 43))])
        #expect(bench.replays(to: "a") == [event(43, 43)])
    }

    @Test("a since that the database does not have either is reset")
    func aheadOfDatabase() {
        var bench = TopicBench.at(41)
        bench.run { $0.join("a", since: .version(900)) }
        bench.answer(41)
        #expect(bench.replays(to: "a") == [Event(base: 900, version: 41, content: .reset)])
    }

    @Test("a since below the oldest change that the database can tell is reset")
    func belowOldest() {
        var bench = TopicBench.at(41)
        bench.run { $0.join("a", since: .version(3)) }
        bench.answer(41, oldest: 10, [slot(1, 12)])
        #expect(bench.replays(to: "a").map(\.content) == [.reset])
        bench.run { $0.join("b", since: .version(10)) }
        #expect(bench.replays(to: "b") == [event(10, 41, slot(1, 12))])
    }

    @Test("who misses more than an event's worth is reset, and PostgreSQL is not asked for the next such stream")
    func missesTooMuch() {
        var bench = TopicBench.at(100)
        bench.run { $0.join("a", since: .version(0)) }
        bench.answer(100, (1...100).map { slot($0, $0) })
        #expect(bench.replays(to: "a").map(\.content) == [.reset])
        bench.run { $0.join("b", since: .version(1)) }
        #expect(bench.replays(to: "b").map(\.content) == [.reset])
        #expect(bench.reads.isEmpty)
        bench.run { $0.join("c", since: .version(36)) }
        #expect(bench.replays(to: "c").map(\.content) == [.slots((37...100).map { slot($0, $0) })])
    }

    @Test("a stream whose id is of another epoch is reset")
    func otherEpoch() {
        var bench = TopicBench.at(41)
        bench.run { $0.join("a", since: .otherEpoch) }
        #expect(bench.replays(to: "a") == [Event(base: 41, version: 41, content: .reset)])
    }

    @Test("who waits while PostgreSQL is away is not reset, but let in once it answers")
    func databaseAway() {
        var bench = TopicBench.at(41)
        bench.run { $0.join("a", since: .version(30)) }
        bench.run { $0.readFailed() }
        #expect(bench.replays(to: "a").isEmpty)
        bench.run { $0.fired(.retry) }
        #expect(bench.reads == [30])
        bench.answer(41, [slot(1, 31)])
        #expect(bench.replays(to: "a") == [event(30, 41, slot(1, 31))])
    }

    @Test("who waits when the epoch changes is reset")
    func epochWhileWaiting() {
        var bench = TopicBench.at(41)
        bench.run { $0.join("a", since: .version(30)) }
        bench.run { $0.epochChanged() }
        bench.answer(41)
        bench.answer(3)
        #expect(bench.replays(to: "a").map(\.content) == [.reset])
    }
}

@Suite("An event carries an id only when nothing below it is missing on the stream")
struct PositionTests {
    @Test("a stream at the event's base takes it whole and then stands at its version")
    func whole() {
        var position = Position(.version(41))
        #expect(position.take(event(41, 43)) == .whole)
        #expect(position.version == 43)
    }

    @Test("a stream below the event's base takes it without id and stays where it is")
    func partial() {
        var position = Position(.version(30))
        #expect(position.take(event(41, 43)) == .partial)
        #expect(position.version == 30)
        #expect(position.take(event(30, 43)) == .whole)
        #expect(position.version == 43)
    }

    @Test("what a stream has is not written twice")
    func old() {
        var position = Position(.version(43))
        #expect(position.take(event(41, 43)) == .nothing)
        #expect(position.take(event(42, 44)) == .whole)
    }

    @Test("“from now on” has no version until it is let in")
    func fromNow() {
        var position = Position(.now)
        #expect(position.take(event(41, 42)) == .partial)
        #expect(position.version == nil)
        #expect(position.take(event(42, 42)) == .nothing)
        #expect(position.version == 42)
    }

    @Test("a stream of another epoch hears nothing before its reset")
    func otherEpoch() {
        var position = Position(.otherEpoch)
        #expect(position.take(event(41, 42)) == .nothing)
        #expect(position.take(Event(base: 42, version: 42, content: .reset)) == .whole)
        #expect(position.version == 42)
    }

    @Test("a reset counts even where versions fell")
    func reset() {
        var position = Position(.version(99))
        #expect(position.take(Event(base: 3, version: 3, content: .reset)) == .whole)
        #expect(position.version == 3)
    }
}

extension Event {
    /// The same event with its slots in the order in which topics send them.
    var sorted: Event {
        guard case .slots(let slots) = content else { return self }
        return Event(base: base, version: version, content: .slots(slots.sorted { $0.slotID < $1.slotID }))
    }
}
