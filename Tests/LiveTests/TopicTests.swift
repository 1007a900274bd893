import Live
import Testing

@Suite("A topic passes on what joins its last version")
struct TopicTests {
    @Test("the version is read only after Redis has confirmed the subscription")
    func confirmationFirst() {
        var bench = TopicBench()
        bench.run { $0.open(awaitingConfirmation: true) }
        #expect(bench.reads.isEmpty)
        #expect(bench.waits == [.confirmation])
        bench.run { $0.subscribed() }
        #expect(bench.reads.count == 1)
    }

    @Test("without Redis the version is read at once, and again when Redis confirms")
    func withoutRedis() {
        var bench = TopicBench()
        bench.run { $0.open(awaitingConfirmation: false) }
        #expect(bench.reads.count == 1)
        bench.run { $0.subscribed() }
        #expect(bench.reads.isEmpty, "one query in flight")
        bench.answer(5)
        #expect(bench.reads == [5])
    }

    @Test("a confirmation that does not come holds nobody up", arguments: [true, false])
    func confirmationLost(byDisconnect: Bool) {
        var bench = TopicBench()
        bench.run { $0.open(awaitingConfirmation: true) }
        bench.run { byDisconnect ? $0.disconnected() : $0.fired(.confirmation) }
        #expect(bench.reads.count == 1)
    }

    @Test("the next version is sent at once")
    func nextVersion() {
        var bench = TopicBench.at(41)
        bench.hear(42, slot(1, 42))
        #expect(bench.sent == [event(41, 42, slot(1, 42))])
        #expect(bench.topic.last == 42)
    }

    @Test("a version that overtook another waits for it, and both go out in one event")
    func reordered() {
        var bench = TopicBench.at(41)
        bench.hear(43, slot(2, 43))
        #expect(bench.sent.isEmpty)
        #expect(bench.waits == [.gap])
        #expect(bench.reads.isEmpty)
        bench.hear(42, slot(1, 42))
        #expect(bench.sent == [event(41, 43, slot(1, 42), slot(2, 43))])
        bench.run { $0.fired(.gap) }
        #expect(bench.reads.isEmpty, "the gap has closed by itself")
    }

    @Test("doubled and old messages change nothing")
    func doubled() {
        var bench = TopicBench.at(41)
        bench.hear(42, slot(1, 42))
        bench.settle()
        bench.hear(42, slot(1, 42))
        #expect(bench.effects.isEmpty)
        bench.hear(40, slot(1, 40))
        #expect(bench.effects.isEmpty)
    }

    @Test("of a slot that changed twice in one event only the newest state goes out")
    func newestStateOnly() {
        var bench = TopicBench.at(41)
        bench.hear(43, slot(1, 43))
        bench.hear(42, slot(1, 42))
        #expect(bench.sent == [event(41, 43, slot(1, 43))])
    }

    @Test("a lost version is asked of PostgreSQL once 50 ms have passed, one query at a time")
    func lost() {
        var bench = TopicBench.at(41)
        bench.hear(43, slot(2, 43))
        bench.run { $0.fired(.gap) }
        #expect(bench.reads == [41])
        bench.hear(45, slot(3, 45))
        #expect(bench.effects.isEmpty, "a query is in flight")
        bench.answer(43, [slot(1, 42), slot(2, 43)])
        #expect(bench.sent == [event(41, 43, slot(1, 42), slot(2, 43))])
        #expect(bench.waits.contains(.gap), "44 is still missing")
        bench.run { $0.fired(.gap) }
        #expect(bench.reads == [43])
    }

    @Test("an answer that comes late does not undo what came meanwhile")
    func lateAnswer() {
        var bench = TopicBench.at(41)
        bench.hear(43, slot(1, 43))
        bench.run { $0.fired(.gap) }
        bench.hear(44, slot(1, 44))
        bench.answer(43, [slot(1, 43), slot(2, 42)])
        #expect(bench.sent == [event(41, 44, slot(1, 44), slot(2, 42))])
        #expect(bench.reads.isEmpty)
    }

    @Test("versions that pass while a query is in flight stay, though its answer is older")
    func passedMeanwhile() {
        var bench = TopicBench.at(41)
        bench.run { $0.join("a", since: .version(30)) }
        bench.hear(42, slot(1, 42))
        bench.answer(41, [slot(2, 31)])
        #expect(bench.topic.last == 42)
        #expect(bench.replays(to: "a") == [event(30, 42, slot(1, 42), slot(2, 31))])
    }

    @Test("a message without slots, or a higher version key, makes the topic ask")
    func versionOnly() {
        var bench = TopicBench.at(41)
        bench.hear(42)
        #expect(bench.waits == [.gap])
        bench.run { $0.fired(.gap) }
        #expect(bench.reads == [41])
        bench.answer(42, [slot(9, 42)])
        #expect(bench.sent == [event(41, 42, slot(9, 42))])
    }

    @Test("a version that PostgreSQL does not have is forgotten instead of asked for again and again")
    func lies() {
        var bench = TopicBench.at(41)
        bench.hear(99)
        bench.hear(98, slot(1, 98))
        bench.run { $0.fired(.gap) }
        bench.answer(41)
        #expect(bench.effects.isEmpty)
    }

    @Test("when PostgreSQL does not answer the topic asks again later, not at once")
    func failure() {
        var bench = TopicBench.at(41)
        bench.hear(42)
        bench.run { $0.fired(.gap) }
        bench.run { $0.readFailed() }
        #expect(bench.waits == [.retry])
        bench.hear(44, slot(1, 44))
        #expect(bench.reads.isEmpty)
        bench.run { $0.fired(.retry) }
        #expect(bench.reads == [41])
    }

    @Test("after a break of the Redis connection the changes since are read, whatever was heard")
    func resubscribed() {
        var bench = TopicBench.at(41)
        bench.run { $0.disconnected() }
        #expect(bench.effects.isEmpty)
        bench.run { $0.subscribed() }
        #expect(bench.reads == [41])
        bench.answer(43, [slot(1, 43)])
        #expect(bench.sent == [event(41, 43, slot(1, 43))])
    }

    @Test("messages kept ahead of a gap are bounded")
    func boundedAhead() {
        var bench = TopicBench.at(0)
        for version in 2...500 { bench.hear(version, slot(version, version)) }
        bench.run { $0.fired(.gap) }
        #expect(bench.reads == [0])
        bench.answer(1, [slot(1, 1)])
        #expect(bench.topic.last == 1, "they were heard of before the query, so PostgreSQL outranks them")
    }
}

@Suite("A topic joins changes that come close together")
struct TopicWindowTests {
    @Test("a second change waits for the window, and for the last event to have reached all")
    func window() {
        var bench = TopicBench.at(41)
        bench.hear(42, slot(1, 42))
        #expect(bench.waits == [.window])
        bench.hear(43, slot(2, 43))
        bench.hear(44, slot(1, 44))
        #expect(bench.sent.isEmpty)
        bench.run { $0.fired(.window) }
        #expect(bench.sent.isEmpty, "the last event is still on its way")
        bench.run { $0.sent() }
        #expect(bench.sent == [event(42, 44, slot(1, 44), slot(2, 43))])
    }

    @Test("nothing new, no event")
    func quiet() {
        var bench = TopicBench.at(41)
        bench.hear(42, slot(1, 42))
        bench.settle()
        #expect(bench.effects.isEmpty)
    }

    @Test("64 slots are an event, 65 are a reset", arguments: [64, 65])
    func tooMany(count: Int) {
        var bench = TopicBench.at(0)
        bench.hear(1)
        bench.run { $0.fired(.gap) }
        bench.answer(1, (1...count).map { slot($0, 1) })
        #expect(bench.sent.count == 1)
        #expect((bench.sent.first?.content == .reset) == (count > 64))
        #expect(bench.sent.first?.version == 1)
    }

    @Test("versions that fall mean a restored database: everybody is reset")
    func fallen() {
        var bench = TopicBench.at(41)
        bench.run { $0.subscribed() }
        bench.answer(17)
        #expect(bench.sent == [Event(base: 17, version: 17, content: .reset)])
        bench.settle()
        bench.hear(18, slot(1, 18))
        #expect(bench.sent == [event(17, 18, slot(1, 18))])
    }

    @Test("another epoch resets everybody to the version counted anew, and an answer of the old one is ignored")
    func epoch() {
        var bench = TopicBench.at(41)
        bench.hear(42)
        bench.run { $0.fired(.gap) }
        bench.run { $0.epochChanged() }
        bench.answer(42, [slot(1, 42)])
        #expect(bench.sent.isEmpty)
        #expect(bench.reads == [.max])
        bench.answer(7)
        #expect(bench.sent == [Event(base: 7, version: 7, content: .reset)])
    }
}
