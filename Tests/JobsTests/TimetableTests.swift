import Jobs
import Testing

@Suite("Chores come when they are due")
struct TimetableTests {
    /// Runs the timetable for `seconds` and gives the times at which `chore` ran; `fails` says which runs fail.
    private func runs(
        of chore: Chore, for seconds: Double, fails: (Chore, Double) -> Bool = { _, _ in false }
    ) -> [Double] {
        var timetable = Timetable(Chore.allCases, now: 0)
        var times: [Double] = []
        while timetable.next.due < seconds {
            let (next, now) = timetable.next
            if next == chore { times.append(now) }
            timetable.finished(next, succeeded: !fails(next, now), now: now)
        }
        return times
    }

    @Test("everything is done at once, then relay and sweep every second, all boards every minute")
    func intervals() {
        #expect(runs(of: .relayRecent, for: 5) == [0, 1, 2, 3, 4])
        #expect(runs(of: .sweep, for: 3) == [0, 1, 2])
        #expect(runs(of: .relayAll, for: 150) == [0, 60, 120])
    }

    @Test("a chore that fails is tried less and less often, but never more than four seconds apart")
    func backOff() {
        let failing = runs(of: .sweep, for: 16) { chore, _ in chore == .sweep }
        #expect(failing == [0, 1, 3, 7, 11, 15])
    }

    @Test("one chore's failures do not slow another")
    func independence() {
        #expect(runs(of: .relayRecent, for: 4) { chore, _ in chore == .sweep } == [0, 1, 2, 3])
    }

    @Test("a relay that works again looks at all boards")
    func recovery() {
        let all = runs(of: .relayAll, for: 60) { chore, now in chore == .relayRecent && (10..<20).contains(now) }
        #expect(all == [0, 21])
    }

    @Test("what has had its time is forgotten hour by hour, and history kept day by day")
    func rareChores() {
        #expect(runs(of: .forget, for: 7300) == [0, 3600, 7200])
        #expect(runs(of: .keepHistory, for: 90_000) == [0, 86_400])
    }

    @Test("a chore that left something goes on a second later, until it is done")
    func leftSome() {
        var timetable = Timetable([.forget], now: 0)
        timetable.finished(.forget, succeeded: true, leftSome: true, now: 5)
        #expect(timetable.next.due == 6)
        timetable.finished(.forget, succeeded: true, now: 6)
        #expect(timetable.next.due == 3606)
    }

    @Test("a chore that took long is not made up for")
    func slowRun() {
        var timetable = Timetable(Chore.allCases, now: 0)
        for chore in Chore.allCases { timetable.finished(chore, succeeded: true, now: 30) }
        #expect(timetable.next.due == 31)
    }

    @Test("every chore is some thread's, and of one only")
    func threads() {
        #expect((Chore.relaying + Chore.housekeeping).count == Chore.allCases.count)
        #expect(Set(Chore.relaying + Chore.housekeeping) == Set(Chore.allCases))
    }

    @Test("a chore fails until it works")
    func failing() {
        var timetable = Timetable(Chore.allCases, now: 0)
        timetable.finished(.sweep, succeeded: false, now: 0)
        #expect(timetable.isFailing(.sweep))
        #expect(!timetable.isFailing(.relayAll))
        timetable.finished(.sweep, succeeded: true, now: 1)
        #expect(!timetable.isFailing(.sweep))
    }
}
