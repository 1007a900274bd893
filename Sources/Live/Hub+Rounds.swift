import EventLoop
import HTTP
import Logging
import Redis

extension Hub {
    /// What a page waits after its stream has lived its time, in milliseconds: most would come back one by one anyhow.
    static let retryAfterLife = 500...3000
    /// What a page waits after its process was stopped, in milliseconds: these would come back all at once.
    private static let retryAfterStop = 500...5000
    /// Parts in which streams are ended when the process stops.
    private static let drainInterval = 0.1

    /// Serves the streams whose turn it is: a heartbeat, or their end, and a look at their sessions.
    func serveCohort() {
        if cohorts.isRoundDue { startRound() }
        let now = ContinuousClock.now
        let streams = cohorts.tick { $0.isOpen }
        verifySessions(of: streams)
        for stream in streams {
            if stream.endsAt <= now { end(stream, retry: .random(in: Self.retryAfterLife)) } else { beat(stream) }
        }
    }

    /// Leaves what nobody watches any more and compares versions, so that a round of heartbeats tells no old ones.
    private func startRound() {
        for room in Array(rooms.values) {
            room.forgetClosedStreams()
            room.topic.roundBegan()
            if room.seats.isEmpty, !room.topic.isReading { leave(room) }
        }
        leaveEmptyOwnRooms()
        askEpoch()
        compareVersions()
    }

    func leave(_ room: Room) {
        rooms[room.channel] = nil
        subscriber.unsubscribe(room.channel)
    }

    /// Ends all streams, spread over `settings.drain` seconds, and then the loop. Whoever waits to be let in, or comes
    /// now, is refused.
    package func drain() {
        isDraining = true
        for arrival in arrivals { refuse(arrival, Problem.stopping.response) }
        arrivals = []
        refuseOwnArrivals(Problem.stopping.response)
        let parts = max(1, Int(settings.drain / Self.drainInterval))
        endPart(of: cohorts.members.filter(\.isOpen).shuffled()[...], parts: parts)
    }

    private func endPart(of streams: ArraySlice<LiveStream>, parts: Int) {
        let count = (streams.count + parts - 1) / parts
        for stream in streams.prefix(count) { end(stream, retry: .random(in: Self.retryAfterStop)) }
        guard parts > 1, count < streams.count else { return loop.stop() }
        draining = loop.after(Self.drainInterval) { [unowned self] in
            self.endPart(of: streams.dropFirst(count), parts: parts - 1)
        }
    }
}
