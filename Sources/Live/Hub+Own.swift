import EventLoop
import FastCGI
import HTTP
import Logging
import Redis
import Scheduling
import Store

/// What belongs to a signed-in person: hints that it has changed, as long as the session lives.
extension Hub {
    /// Takes in a stream with its person's own topic: it is answered once that topic lets it in.
    func open(_ arrival: Arrival, of session: OwnSession) {
        let room = ownRoom(of: session.person)
        let seat = OwnSeat(arrival, session, in: room)
        perform(room.topic.join(seat, session.key), in: room)
    }

    /// The room of a person, opened and subscribed for the first stream.
    private func ownRoom(of person: PersonKey) -> OwnRoom {
        let channel = Keys.own(person)
        if let room = ownRooms[channel] { return room }
        let room = OwnRoom(person)
        ownRooms[channel] = room
        subscriber.subscribe(channel)
        perform(room.topic.open(awaitingConfirmation: isRedisConnected), in: room)
        return room
    }

    /// Brings about what a person's topic has decided.
    func perform(_ effects: [OwnTopic<OwnSeat>.Effect], in room: OwnRoom) {
        for effect in effects {
            switch effect {
            case .verify(let seats): verify(seats)
            case .admit(let seats): for seat in seats { admit(seat) }
            case .turnAway(let seats): for seat in seats { turnAway(seat) }
            case .tell(let changes, let seats): for seat in seats { tell(changes, to: seat) }
            case .wait(let timer):
                room.timers[timer] = loop.after(timer.seconds) { [unowned self, unowned room] in
                    room.timers[timer] = nil
                    self.perform(room.topic.fired(timer), in: room)
                }
            }
        }
    }

    func hear(_ payload: [UInt8], in room: OwnRoom) {
        guard let message = OwnMessage(payload) else {
            return log.error("a message on \(room.channel) cannot be read")
        }
        perform(room.topic.hear(message), in: room)
    }

    /// Leaves the rooms that nobody is in any more.
    func leaveEmptyOwnRooms() {
        for room in ownRooms.values where room.topic.isEmpty {
            ownRooms[room.channel] = nil
            subscriber.unsubscribe(room.channel)
        }
    }

    // MARK: Streams

    private func admit(_ seat: OwnSeat) {
        guard case .arriving(let arrival) = seat.place else { return }
        guard let stream = begin(arrival), stream.isOpen else { return seat.room.topic.leave(seat) }
        seat.place = .open(stream)
        stream.own = seat
        let rest = Double(seat.session.expiresAt.unixSeconds - Self.now.unixSeconds)
        guard rest < settings.longestLife else { return }
        seat.expiry = loop.after(max(0, rest)) { [unowned self, unowned seat] in
            self.perform(seat.room.topic.expired(seat), in: seat.room)
        }
    }

    private func turnAway(_ seat: OwnSeat) {
        switch seat.place {
        case .arriving(let arrival): refuse(arrival, Problem.signInFirst.response)
        case .open(let stream): end(stream, retry: .random(in: Self.retryAfterLife), saying: OwnEvent.signedOut)
        }
    }

    func refuse(_ arrival: Arrival, _ response: Response) {
        let stream = LiveStream(arrival.descriptor, requestID: arrival.requestID, endsAt: .now)
        let answer = Record.standardOutput(arrival.requestID, response.head + response.body)
        // A socket that nothing was written to has room for it.
        _ = stream.post(answer + Record.end(arrival.requestID))
        close(stream)
    }

    /// Refuses those at the door.
    func refuseOwnArrivals(_ response: Response) {
        for room in ownRooms.values {
            for seat in room.topic.callers {
                room.topic.leave(seat)
                if case .arriving(let arrival) = seat.place { refuse(arrival, response) }
            }
        }
    }

    private func tell(_ changes: OwnChanges, to seat: OwnSeat) {
        guard case .open(let stream) = seat.place, stream.isOpen else { return }
        guard !stream.isBlocked else {
            seat.unsaid.formUnion(changes)
            stream.isLagging = true
            return
        }
        post(Record.standardOutput(stream.requestID, OwnEvent.changed(changes)), to: stream)
    }

    /// What a stream was not told while its socket was full.
    func tellUnsaid(to stream: LiveStream) {
        guard let seat = stream.own, !seat.unsaid.isEmpty else { return }
        let changes = seat.unsaid
        seat.unsaid = []
        tell(changes, to: seat)
    }

    func leaveOwn(_ stream: LiveStream) {
        guard let seat = stream.own else { return }
        stream.own = nil
        seat.expiry = nil
        seat.room.topic.leave(seat)
    }

    // MARK: Sessions

    /// Looks whether the sessions of these streams still live: the word of their end may have got lost.
    func verifySessions(of streams: [LiveStream]) {
        guard isDatabaseAnswering else { return }
        verify(streams.compactMap(\.own))
    }

    /// While Redis is away nobody brings such word.
    func verifyAllSessions() {
        guard isDatabaseAnswering, checks.isIdle else { return }
        verify(ownRooms.values.flatMap(\.topic.listeners))
    }

    /// Those of one turn of the loop are asked for together.
    private func verify(_ seats: [OwnSeat]) {
        guard checks.gather(seats) else { return }
        checking = loop.after(0) { [unowned self] in
            for question in self.checks.begin() { self.reader.ask(question) }
        }
    }

    /// PostgreSQL's answer; nil where it gave none.
    func take(_ live: Set<SessionKey>?, ofCheck number: Int) {
        for seat in checks.end(number) {
            let topic = live.map { seat.room.topic.answered(seat, lives: $0.contains(seat.session.key)) }
            perform(topic ?? seat.room.topic.unanswered(seat), in: seat.room)
        }
    }
}
