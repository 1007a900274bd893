package import Store

/// One person's own topic in the hub: who is at its door, who listens, and what they are to be told.
///
/// A value without clock or I/O, as `Topic` is. It lets a member in once the channel is subscribed, so that everything
/// from then on is heard, and only then has PostgreSQL asked whether the session lives: an end before that shows in the
/// answer, a later one is heard. Hints are not replayed: who is let in asks for what is theirs, and after a break of
/// Redis everybody is told to.
package struct OwnTopic<Member: Hashable> {
    package enum Timer: Sendable, Hashable {
        /// Redis has not confirmed the subscription: go on without it.
        case confirmation
        /// Changes that come close together travel in one hint.
        case window
        /// Redis is back: a moment, so that not all people ask at once.
        case catchingUp
    }

    package enum Effect: Equatable {
        /// Ask PostgreSQL whether these members' sessions live; `answered` or `unanswered` follows.
        case verify([Member])
        /// Their streams may open.
        case admit([Member])
        /// Their sessions are over: end their streams, or refuse them.
        case turnAway([Member])
        case tell(OwnChanges, to: [Member])
        /// Call `fired` after the timer's time.
        case wait(Timer)
    }

    private enum Place {
        /// Waits for the subscription.
        case outside
        /// Waits for PostgreSQL's word.
        case atTheDoor
        case inside
    }

    private enum Line {
        case awaited, standing, broken
    }

    private var members: [Member: (session: SessionKey, place: Place)] = [:]
    private var line = Line.broken
    private var unsaid: OwnChanges = []
    private var waits: Set<Timer> = []

    package init() {}

    /// Nobody listens, nobody waits.
    package var isEmpty: Bool { members.isEmpty }

    package func session(of member: Member) -> SessionKey? { members[member]?.session }

    /// The members whose streams are open.
    package var listeners: [Member] { all(.inside) }

    /// The members who are not let in yet.
    package var callers: [Member] { all(.outside) + all(.atTheDoor) }

    // MARK: Coming and going

    /// The first member is coming. With Redis connected, nobody is let in before the subscription is confirmed.
    package mutating func open(awaitingConfirmation: Bool) -> [Effect] {
        guard awaitingConfirmation else { return [] }
        line = .awaited
        return wait(.confirmation)
    }

    package mutating func join(_ member: Member, _ session: SessionKey) -> [Effect] {
        members[member] = (session, .outside)
        return line == .awaited ? [] : letToTheDoor()
    }

    package mutating func leave(_ member: Member) {
        members[member] = nil
    }

    // MARK: Redis

    /// Redis confirmed the subscription, the first or one after a break, during which anything may have been missed.
    package mutating func subscribed() -> [Effect] {
        waits.remove(.confirmation)
        let wasBroken = line == .broken
        line = .standing
        let known = all(.inside) + all(.atTheDoor)
        guard wasBroken, !known.isEmpty else { return letToTheDoor() }
        return letToTheDoor() + [.verify(known)] + wait(.catchingUp)
    }

    /// The connection to Redis broke; a confirmation that was waited for will not come.
    package mutating func disconnected() -> [Effect] {
        waits.remove(.confirmation)
        line = .broken
        return letToTheDoor()
    }

    package mutating func hear(_ message: OwnMessage) -> [Effect] {
        switch message {
        case .changed(let changes): tell(changes)
        case .signedOut(let hash): turnAway(members.filter { $0.value.session.tokenHash == hash }.map(\.key))
        case .blocked: turnAway(Array(members.keys))
        }
    }

    // MARK: PostgreSQL

    /// PostgreSQL said whether a member's session lives.
    package mutating func answered(_ member: Member, lives: Bool) -> [Effect] {
        lives ? admit(member) : turnAway([member])
    }

    /// PostgreSQL is away: the word of whoever opened the door counts, which is Redis's as everywhere.
    package mutating func unanswered(_ member: Member) -> [Effect] {
        admit(member)
    }

    // MARK: Time

    package mutating func fired(_ timer: Timer) -> [Effect] {
        guard waits.remove(timer) != nil else { return [] }
        switch timer {
        case .confirmation:
            line = .broken
            return letToTheDoor()
        case .catchingUp: return tell(.everything)
        case .window:
            defer { unsaid = [] }
            let listeners = all(.inside)
            return listeners.isEmpty ? [] : [.tell(unsaid, to: listeners)]
        }
    }

    /// A member's session has run out.
    package mutating func expired(_ member: Member) -> [Effect] {
        turnAway([member])
    }

    // MARK: Decisions

    private func all(_ place: Place) -> [Member] {
        members.filter { $0.value.place == place }.map(\.key)
    }

    private mutating func letToTheDoor() -> [Effect] {
        let waiting = all(.outside)
        for member in waiting { members[member]?.place = .atTheDoor }
        return waiting.isEmpty ? [] : [.verify(waiting)]
    }

    private mutating func admit(_ member: Member) -> [Effect] {
        guard members[member]?.place == .atTheDoor else { return [] }
        members[member]?.place = .inside
        return [.admit([member])]
    }

    /// Whoever was turned away, or has left, is turned away no second time.
    private mutating func turnAway(_ gone: [Member]) -> [Effect] {
        let gone = gone.filter { members.removeValue(forKey: $0) != nil }
        return gone.isEmpty ? [] : [.turnAway(gone)]
    }

    private mutating func tell(_ changes: OwnChanges) -> [Effect] {
        unsaid.formUnion(changes)
        return wait(.window)
    }

    private mutating func wait(_ timer: Timer) -> [Effect] {
        waits.insert(timer).inserted ? [.wait(timer)] : []
    }
}
