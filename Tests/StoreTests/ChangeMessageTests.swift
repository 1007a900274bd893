import Scheduling
import Store
import Testing

@Suite("A change message")
struct ChangeMessageTests {
    @Test("is read as it was written")
    func roundTrip() {
        let message = ChangeMessage(epoch: "1.1795", version: 42, slots: [slot(7), slot(8)])
        #expect(ChangeMessage(message.payload) == message)
        #expect(message.lines.map(\.slotID) == [7, 8])
    }

    @Test("with more slots than an event carries says only the version")
    func many() {
        let message = ChangeMessage(epoch: "1.1795", version: 42, slots: (1...65).map(slot))
        #expect(message.lines.isEmpty)
        #expect(ChangeMessage(message.payload)?.version == 42)
    }

    @Test("that is damaged is none", arguments: ["", "1.1", "1.1 x", "1.1 2\n7 {}", "1.1 2\nx 1 {}", " 2"])
    func damaged(payload: String) {
        #expect(ChangeMessage(Array(payload.utf8)) == nil)
    }

    @Test("shows a slot as the API does")
    func json() throws {
        let line = try #require(ChangeMessage(epoch: "1.1", version: 9, slots: [slot(7)]).lines.first)
        #expect(
            String(decoding: line.json, as: UTF8.self) == """
                {"id":7,"teacher_id":2,"starts_at":"2026-12-02T00:00:00Z","ends_at":"2026-12-02T01:00:00Z",\
                "local_start":"2026-12-01T16:00","utc_offset":"-08:00","status":"held","capacity":1,"seats_left":0,\
                "held_until":"2026-11-21T12:00:00Z","version":9}
                """)
    }

    private func slot(_ id: Int) -> Slot {
        Slot(
            id: id, teacherID: 2, startsAt: Instant(unixSeconds: 1_796_169_600),
            endsAt: Instant(unixSeconds: 1_796_173_200), utcOffset: UTCOffset(seconds: -28_800), capacity: 1,
            seatsHeld: 1, seatsBooked: 0, heldUntil: Instant(unixSeconds: 1_795_262_400), isWithdrawn: false,
            version: 9)
    }
}
