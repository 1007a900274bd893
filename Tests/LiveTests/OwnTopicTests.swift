import Live
import Store
import Testing

private let session = SessionKey(school: 1, tokenHash: [1])
private let other = SessionKey(school: 1, tokenHash: [2])

@Suite("A person's own topic lets in whose session lives, and tells what is theirs")
struct OwnTopicTests {
    /// A topic whose subscription stands, with these listeners.
    private func topic(_ listeners: [String: SessionKey] = [:]) -> OwnTopic<String> {
        var topic = OwnTopic<String>()
        _ = topic.open(awaitingConfirmation: true)
        _ = topic.subscribed()
        for (member, session) in listeners {
            _ = topic.join(member, session)
            _ = topic.answered(member, lives: true)
        }
        return topic
    }

    // MARK: At the door

    @Test("nobody is let in before the subscription is confirmed and PostgreSQL was asked after it")
    func order() {
        var topic = OwnTopic<String>()
        #expect(topic.open(awaitingConfirmation: true) == [.wait(.confirmation)])
        #expect(topic.join("a", session) == [])
        #expect(topic.subscribed() == [.verify(["a"])])
        #expect(topic.listeners == [])
        #expect(topic.answered("a", lives: true) == [.admit(["a"])])
        #expect(topic.listeners == ["a"])
    }

    @Test("a session that ended meanwhile is turned away")
    func over() {
        var topic = topic()
        #expect(topic.join("a", session) == [.verify(["a"])])
        #expect(topic.answered("a", lives: false) == [.turnAway(["a"])])
        #expect(topic.isEmpty)
    }

    @Test("a sign-out that is heard before PostgreSQL's older answer counts")
    func signedOutAtTheDoor() {
        var topic = topic()
        _ = topic.join("a", session)
        #expect(topic.hear(.signedOut(tokenHash: [1])) == [.turnAway(["a"])])
        #expect(topic.answered("a", lives: true) == [])
    }

    @Test("without Redis PostgreSQL is asked at once")
    func withoutRedis() {
        var topic = OwnTopic<String>()
        #expect(topic.open(awaitingConfirmation: false) == [])
        #expect(topic.join("a", session) == [.verify(["a"])])
    }

    @Test("a confirmation that does not come is not waited for", arguments: [true, false])
    func noConfirmation(breaks: Bool) {
        var topic = OwnTopic<String>()
        _ = topic.open(awaitingConfirmation: true)
        _ = topic.join("a", session)
        #expect((breaks ? topic.disconnected() : topic.fired(.confirmation)) == [.verify(["a"])])
        #expect(topic.join("b", session) == [.verify(["b"])])
    }

    @Test("while PostgreSQL is away the word of the door counts")
    func withoutPostgreSQL() {
        var topic = topic()
        _ = topic.join("a", session)
        #expect(topic.unanswered("a") == [.admit(["a"])])
        #expect(topic.unanswered("a") == [])
    }

    // MARK: Hints

    @Test("hints of one window are one, to all who listen")
    func window() {
        var topic = topic(["a": session])
        #expect(topic.hear(.changed(.bookings)) == [.wait(.window)])
        #expect(topic.hear(.changed(.holds)) == [])
        #expect(topic.fired(.window) == [.tell(.everything, to: ["a"])])
        #expect(topic.hear(.changed(.holds)) == [.wait(.window)])
        #expect(topic.fired(.window) == [.tell(.holds, to: ["a"])])
    }

    @Test("who is not in yet, or has left, is not told")
    func notInside() {
        var topic = topic(["a": session])
        _ = topic.join("b", session)
        topic.leave("a")
        _ = topic.hear(.changed(.bookings))
        #expect(topic.fired(.window) == [])
    }

    @Test("a timer that was not asked for does nothing")
    func stray() {
        var topic = topic(["a": session])
        #expect(topic.fired(.window) == [])
        #expect(topic.fired(.catchingUp) == [])
    }

    // MARK: Ends

    @Test("signing out ends the streams of that session alone, and once")
    func signOut() {
        var topic = topic(["a": session, "b": other])
        #expect(topic.hear(.signedOut(tokenHash: [1])) == [.turnAway(["a"])])
        #expect(topic.hear(.signedOut(tokenHash: [1])) == [])
        #expect(topic.listeners == ["b"])
    }

    @Test("a block ends all, those at the door too")
    func block() {
        var topic = topic(["a": session])
        _ = topic.join("b", other)
        guard case .turnAway(let gone) = topic.hear(.blocked).first else {
            Issue.record("nobody was turned away")
            return
        }
        #expect(Set(gone) == ["a", "b"])
        #expect(topic.isEmpty)
    }

    @Test("a session that has run out ends its stream")
    func expiry() {
        var topic = topic(["a": session])
        #expect(topic.expired("a") == [.turnAway(["a"])])
        #expect(topic.expired("a") == [])
    }

    @Test("a later look that finds a session over ends its stream, one that finds it alive does nothing")
    func laterLook() {
        var topic = topic(["a": session])
        #expect(topic.answered("a", lives: true) == [])
        #expect(topic.unanswered("a") == [])
        #expect(topic.answered("a", lives: false) == [.turnAway(["a"])])
    }

    // MARK: After a break of Redis

    @Test("after a break everybody's session is looked at, and after a moment they are told to ask for all")
    func catchUp() {
        var topic = topic(["a": session])
        #expect(topic.disconnected() == [])
        #expect(topic.subscribed() == [.verify(["a"]), .wait(.catchingUp)])
        #expect(topic.fired(.catchingUp) == [.wait(.window)])
        #expect(topic.fired(.window) == [.tell(.everything, to: ["a"])])
    }

    @Test("who was at the door during the break is looked at again: the first look was before the subscription")
    func doorDuringBreak() {
        var topic = topic()
        _ = topic.disconnected()
        _ = topic.join("a", session)
        #expect(topic.subscribed().first == .verify(["a"]))
    }

    @Test("the first confirmation is no break")
    func noBreak() {
        var topic = topic()
        _ = topic.join("a", session)
        _ = topic.answered("a", lives: true)
        #expect(topic.subscribed() == [])
    }
}
