import EventLoop
import FastCGI
import HTTP
import Logging
import Scheduling
import Store

extension Hub {
    /// What a page waits before it comes back after a break, in milliseconds.
    private static let retry = 2000
    /// The first bytes of every stream: a page knows at once that it is connected.
    private static let opening =
        EventStream.head + EventStream.retry(milliseconds: retry) + Array(": slotboard\n\n".utf8)

    /// Takes in a stream. Its place is found once the epoch is known, under which its `Last-Event-ID` counts.
    package func open(_ arrival: Arrival) {
        if isDraining { return refuse(arrival, Problem.stopping.response) }
        guard epoch != nil else { return arrivals.append(arrival) }
        if let session = arrival.session { open(arrival, of: session) } else { begin(arrival) }
    }

    /// Answers with a stream that joins the boards it is to watch.
    @discardableResult
    func begin(_ arrival: Arrival) -> LiveStream? {
        guard let epoch else { return nil }
        let lifetime = settings.lifetime * Double.random(in: 0.8...1.2)
        let stream = LiveStream(
            arrival.descriptor, requestID: arrival.requestID, endsAt: .now + .seconds(lifetime))
        do {
            try stream.watchReading(loop) { [unowned self, unowned stream] in
                if stream.isGivenUp() { self.close(stream) }
            }
        } catch {
            log.error("a stream cannot be watched: \(error)")
            close(stream)
            return nil
        }
        cohorts.add(stream)
        stream.gather()
        post(Record.standardOutput(stream.requestID, Self.opening), to: stream)
        stream.seats = arrival.request.starts(epoch: epoch).map { teacher, since in
            Seat(stream, in: room(BoardKey(school: arrival.school, teacher: teacher)), since: since)
        }
        for seat in stream.seats {
            seat.room.seats.append(seat)
            join(seat)
        }
        if !stream.isGreeted, isDegraded || stream.seats.isEmpty { beat(stream) }
        settle(stream.release(), of: stream)
        return stream
    }

    private func join(_ seat: Seat) {
        seat.isJoining = true
        perform(seat.room.topic.join(seat, since: seat.position.since), in: seat.room)
    }

    /// Tells a seat of an event, in the form it can take. A stream whose socket is full is told later, and only the
    /// newest. An event that set out in another epoch arrives nowhere any more.
    func tell(_ message: Message, to seat: Seat) {
        let stream = seat.stream
        guard stream.isOpen, message.epoch == epoch else { return }
        if stream.isBlocked, !message.event.isEmpty {
            stream.isLagging = true
            return
        }
        let form = seat.position.take(message.event)
        if form != .nothing { post(message.record(form, requestID: stream.requestID), to: stream) }
    }

    func post(_ record: [UInt8], to stream: LiveStream) {
        settle(stream.post(record), of: stream)
    }

    private func settle(_ result: Outbox.Result, of stream: LiveStream) {
        switch result {
        case .empty: break
        case .broken: close(stream)
        case .blocked: waitForRoom(on: stream)
        }
    }

    private func waitForRoom(on stream: LiveStream) {
        do {
            try stream.watchWriting(loop, patience: patience) { [unowned self, unowned stream] in
                self.drain(stream)
            } gaveUp: { [unowned self, unowned stream] in
                self.log.debug("a reader stood still for \(self.patience) s")
                self.close(stream)
            }
        } catch {
            close(stream)
        }
    }

    private func drain(_ stream: LiveStream) {
        switch stream.drain() {
        case .blocked: break
        case .broken: close(stream)
        case .empty:
            stream.stopWatchingWriting()
            guard stream.isLagging else { return }
            stream.isLagging = false
            for seat in stream.seats where !seat.isJoining { join(seat) }
            tellUnsaid(to: stream)
        }
    }

    /// The first heartbeat, once the stream has joined all its topics: from then on it hears of every change.
    func greet(_ stream: LiveStream) {
        guard !stream.isGreeted, !stream.seats.contains(where: { $0.isJoining }) else { return }
        beat(stream)
    }

    /// A heartbeat with the versions written to this stream.
    func beat(_ stream: LiveStream) {
        guard let epoch, stream.isOpen, !stream.isBlocked else { return }
        stream.isGreeted = !stream.seats.contains(where: { $0.isJoining })
        let versions = stream.seats.compactMap { seat in
            seat.isJoining
                ? nil
                : seat.position.version.map { Heartbeat.Version(teacher: seat.room.board.teacher, version: $0) }
        }
        let heartbeat = Heartbeat(versions: versions, epoch: epoch, now: Self.now, isDegraded: isDegraded)
        guard stream.seats.count == 1, versions.count == 1, stream.requestID == 1 else {
            return post(Record.standardOutput(stream.requestID, heartbeat.text), to: stream)
        }
        post(stream.seats[0].room.record(of: heartbeat), to: stream)
    }

    /// Ends a stream in order, with a last event; its client comes back after `retry` milliseconds.
    func end(_ stream: LiveStream, retry: Int, saying event: [UInt8] = []) {
        guard stream.isOpen else { return }
        if !stream.isBlocked {
            let farewell = event + EventStream.end(retry: retry)
            let last = Record.standardOutput(stream.requestID, farewell) + Record.end(stream.requestID)
            // Should it not fit, the connection breaks instead, which the client takes the same way.
            _ = stream.post(last)
        }
        close(stream)
    }

    func close(_ stream: LiveStream) {
        guard stream.isOpen else { return }
        leaveOwn(stream)
        stream.close()
        gate.leave()
    }
}

extension Room {
    /// The bytes of a heartbeat of this board alone; all streams at the same version share them for a second.
    fileprivate func record(of beat: Heartbeat) -> [UInt8] {
        if let last = heartbeat, last.beat == beat { return last.record }
        let record = Record.standardOutput(1, beat.text)
        heartbeat = (beat, record)
        return record
    }
}
