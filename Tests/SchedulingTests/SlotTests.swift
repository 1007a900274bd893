import Scheduling
import Testing

@Suite("A slot's status")
struct SlotTests {
    @Test("follows from its counters alone")
    func status() {
        #expect(slot().status == .open)
        #expect(slot(held: 1).status == .held)
        #expect(slot(booked: 1).status == .booked)
        #expect(slot(capacity: 3, held: 1, booked: 1).status == .open)
        #expect(slot(capacity: 3, held: 1, booked: 2).status == .held)
        #expect(slot(capacity: 3, booked: 3).status == .booked)
        #expect(slot(isWithdrawn: true).status == .withdrawn)
    }

    @Test("leaves no seats on a withdrawn slot")
    func seatsLeft() {
        #expect(slot(capacity: 6, held: 1, booked: 3).seatsLeft == 2)
        #expect(slot(capacity: 6, isWithdrawn: true).seatsLeft == 0)
    }

    private func slot(capacity: Int = 1, held: Int = 0, booked: Int = 0, isWithdrawn: Bool = false) -> Slot {
        Slot(
            id: 1, teacherID: 2, startsAt: Instant(unixSeconds: 0), endsAt: Instant(unixSeconds: 3600),
            utcOffset: UTCOffset(seconds: 0), capacity: capacity, seatsHeld: held, seatsBooked: booked,
            heldUntil: nil, isWithdrawn: isWithdrawn, version: 1)
    }
}

@Suite("A board window")
struct BoardWindowTests {
    private let today = CalendarDate(daysSinceEpoch: 20_000)

    @Test("begins from 31 days ago to 400 days ahead and spans 1 to 31 days")
    func reach() {
        #expect(BoardWindow(from: today.advanced(by: -31), days: 1, today: today) != nil)
        #expect(BoardWindow(from: today.advanced(by: 400), days: 31, today: today) != nil)
        #expect(BoardWindow(from: today.advanced(by: -32), days: 1, today: today) == nil)
        #expect(BoardWindow(from: today.advanced(by: 401), days: 1, today: today) == nil)
        #expect(BoardWindow(from: today, days: 0, today: today) == nil)
        #expect(BoardWindow(from: today, days: 32, today: today) == nil)
    }
}
