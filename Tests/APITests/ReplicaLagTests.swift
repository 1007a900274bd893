import API
import Postgres
import Store
import Testing

@Suite("A replica is read only by those to whom it shows nothing too old")
struct ReplicaLagTests {
    private let start = ContinuousClock.now
    private var lag = ReplicaLag()

    private func moment(_ milliseconds: Int) -> ReplicaLag.Moment { start + .milliseconds(milliseconds) }

    /// The primary's log grows by a thousand bytes a second, and the replica has all of it but for `behind` bytes.
    private mutating func ask(_ moments: [Int], behind: Int = 0) {
        for time in moments {
            lag.wrote(upTo: LogPosition(bytes: UInt64(time)), askedAt: moment(time))
            lag.replayed(upTo: LogPosition(bytes: UInt64(time - behind)), askedAt: moment(time))
        }
    }

    /// Bytes up to which it must have come at a moment; the guard has been there since the beginning.
    private func floor(after lastWrite: LastWrite = .longAgo, guardSince: Int = 0, at time: Int) -> Int? {
        lag.floor(after: lastWrite, guardSince: moment(guardSince), at: moment(time)).map { Int($0.bytes) }
    }

    private func position(_ bytes: UInt64) -> LastWrite { .before(LogPosition(bytes: bytes)) }

    @Test("nobody reads it before both servers were asked")
    mutating func unknown() {
        #expect(floor(at: 3000) == nil)
        lag.wrote(upTo: LogPosition(bytes: 3000), askedAt: moment(3000))
        #expect(floor(at: 3000) == nil)
    }

    @Test("it must have what the primary had two seconds ago")
    mutating func bound() {
        ask([4000, 4500, 5000, 5500, 6000])
        #expect(floor(at: 6000) == 4000)
        #expect(floor(at: 6001) == 4500)
        ask([6500])
        #expect(floor(at: 6500) == 4500)
    }

    @Test("it must have what the person wrote last, too")
    mutating func ownWrite() {
        ask([4000, 4500, 5000])
        #expect(floor(after: position(4900), at: 5000) == 4900)
        #expect(floor(after: position(9000), at: 5000) == 9000, "the replica itself says whether it has come there")
        #expect(floor(after: position(100), at: 5000) == 4000)
    }

    @Test("nobody reads it whose last write nobody knows")
    mutating func unknownWrite() {
        ask([4000, 4500, 5000])
        #expect(floor(after: .unknown, at: 5000) == nil)
        #expect(lag.floor(after: .longAgo, guardSince: nil, at: moment(5000)) == nil)
    }

    @Test("a guard that was restarted forgets; its silence counts once everybody must be shown what it forgot")
    mutating func restartedGuard() {
        ask([4000, 4500, 5000])
        #expect(floor(guardSince: 3001, at: 5000) == nil)
        #expect(floor(guardSince: 3000, at: 5000) == 4000)
        #expect(floor(after: position(4900), guardSince: 4999, at: 5000) == 4900, "what it says counts at once")
    }

    @Test("a write that could not be noted keeps everybody away for as long")
    mutating func lostNote() {
        ask([4000, 4500, 5000])
        lag.lostNote(at: moment(4600))
        ask([5500, 6000, 6500])
        #expect(floor(after: position(1), at: 6500) == nil)
        #expect(floor(at: 6599) == nil)
        #expect(floor(at: 6600) == 5000)
    }

    @Test("one that lags, or stands still, is not asked at all")
    mutating func behind() {
        ask([4000, 4500, 5000, 5500, 6000], behind: 2000)
        #expect(floor(at: 6000) == 4000)
        ask([6500], behind: 2001)
        #expect(floor(at: 6500) == nil)
    }

    @Test("one that does not answer, or is no replica any more, is not asked; nor is one nobody has asked lately")
    mutating func gone() {
        ask([4000, 4500, 5000])
        #expect(floor(at: 6499) != nil)
        #expect(floor(at: 6500) == nil)
        lag.replayed(upTo: nil, askedAt: moment(5000))
        #expect(floor(at: 5000) == nil)
    }

    @Test("without the primary nobody knows what is old")
    mutating func primaryAway() {
        ask([4000])
        for time in [4500, 5000, 5500, 6000, 6500] {
            lag.replayed(upTo: LogPosition(bytes: 4000), askedAt: moment(time))
        }
        #expect(floor(at: 6000) == 4000)
        #expect(floor(at: 6001) == nil)
    }

    @Test("where a restore took the log back, the old positions count for no longer than the bound")
    mutating func restored() {
        ask([4000, 4500])
        for time in [5000, 5500, 6000, 6500] {
            lag.wrote(upTo: LogPosition(bytes: 10), askedAt: moment(time))
            lag.replayed(upTo: LogPosition(bytes: 10), askedAt: moment(time))
            #expect(floor(at: time) == nil)
        }
        #expect(floor(at: 6501) == 10)
    }
}
