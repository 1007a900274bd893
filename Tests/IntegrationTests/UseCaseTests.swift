import Scheduling
import Store
import Testing

@Suite("Use cases over PgBouncer", .enabled(if: Stack.isUp))
struct UseCaseTests {
    let school: TestSchool
    let student: Person

    init() throws {
        school = try TestSchool()
        student = try school.student()
    }

    @Test("hold, book, replay, move, cancel: each raises the board by one and says what changed")
    func journey() throws {
        let slots = try school.publish(hours: [9, 10])
        let held = try school.database.hold(slot: slots[0].id, student: student.id, school: school.id)
        #expect(held.outcome == .held)
        #expect(held.slot(slots[0].id)?.status == .held)
        let again = try school.database.hold(slot: slots[0].id, student: student.id, school: school.id)
        #expect(again.outcome == .kept)
        #expect(again.holdExpiresAt == held.holdExpiresAt)

        let key = TestSchool.key()
        let booked = try school.book(slots[0], by: student, key: key)
        #expect(booked.outcome == .booked)
        #expect(booked.slot(slots[0].id)?.status == .booked)
        #expect(try school.database.holds(of: student.id, school: school.id).isEmpty)
        let replayed = try school.book(slots[0], by: student, key: key)
        #expect(replayed.outcome == .replay)
        #expect(replayed.booking?.id == booked.booking?.id)
        #expect(replayed.changes(school: school.id).isEmpty)

        let id = try #require(booked.booking?.id)
        let moved = try school.database.move(booking: id, to: slots[1].id, student: student.id, school: school.id)
        #expect(moved.outcome == .moved)
        #expect(moved.changes(school: school.id).flatMap(\.slots).count == 2)
        let cancelled = try school.database.cancel(booking: id, actor: student.id, school: school.id, reason: "ill")
        #expect(cancelled.outcome == .cancelled)
        #expect(cancelled.booking?.cancellation?.reason == "ill")
        #expect(
            try school.database.cancel(booking: id, actor: student.id, school: school.id, reason: nil).outcome
                == .unchanged)
        // published 1, held 2, booked 3, moved 4, cancelled 5
        #expect(try school.database.versions(of: [school.board]) == [school.board: 5])
    }

    @Test("the second of two gets the three nearest alternatives")
    func refused() throws {
        let slots = try school.publish(hours: [8, 9, 10, 11, 15])
        _ = try school.book(slots[1], by: student)
        let other = try school.student()
        #expect(try school.book(slots[1], by: other).outcome == .slotTaken)
        let alternatives = try school.database.alternatives(to: slots[1].id, school: school.id)
        #expect(alternatives.map(\.id) == [slots[0].id, slots[2].id, slots[3].id])
    }

    @Test("a board and its changes come with the version that belongs to them")
    func board() throws {
        let slots = try school.publish(hours: [9, 10])
        _ = try school.database.withdraw(slots: [slots[1].id], teacher: school.board.teacher, school: school.id)
        let board = try #require(try school.database.board(school.board, window: school.window()))
        #expect(board.version == 2)
        #expect(board.slots.map(\.id) == [slots[0].id])
        let changes = try #require(try school.database.changes(school.board, since: 1))
        #expect(changes.version == 2)
        #expect(changes.slots.map(\.id) == [slots[1].id])
        #expect(changes.slots.first?.isWithdrawn == true)
        #expect(try school.database.changes(BoardKey(school: school.id, teacher: 1), since: 0) == nil)
    }

    @Test("each change makes of the board before it what PostgreSQL then has, in every window")
    func boardAfterChange() throws {
        let epoch = try school.database.epoch()
        var slots = try school.publish(hours: [9, 10, 11], capacity: 2)
        let windows = try [7, 8, 31].map { try school.window(days: $0) }
        func boards() throws -> [EncodedBoard] {
            try windows.map {
                let board = try #require(try school.database.board(school.board, window: $0))
                return EncodedBoard(board, teacher: school.board.teacher, $0)
            }
        }
        var before = try boards()
        func follow(_ result: WriteResult) throws {
            guard let change = result.boardNews(school: school.id, epoch: epoch)[school.board] else {
                Issue.record("the write has no news of its board")
                return
            }
            let after = try boards()
            let led = before.map { $0.next(after: change) }
            #expect(
                try led.map { try $0.map { String(decoding: try $0.json(), as: UTF8.self) } }
                    == after.map { String(decoding: try $0.json(), as: UTF8.self) })
            before = after
        }
        try follow(try school.database.hold(slot: slots[0].id, student: student.id, school: school.id))
        try follow(try school.database.hold(slot: slots[1].id, student: student.id, school: school.id))
        try follow(try school.database.releaseHold(slot: slots[1].id, student: student.id, school: school.id))
        let booked = try school.book(slots[0], by: student)
        try follow(booked)
        let booking = try #require(booked.booking?.id)
        try follow(try school.database.move(booking: booking, to: slots[2].id, student: student.id, school: school.id))
        try follow(try school.database.cancel(booking: booking, actor: student.id, school: school.id, reason: nil))
        for (hour, days) in [(7, 7), (12, 7), (9, 6), (9, 8), (9, 40)] {
            let published = try school.publishing(hours: [hour], inDays: days)
            slots += published.entries.map(\.slot)
            try follow(published)
        }
        let change = Database.SlotChange(capacity: 9, place: nil, note: nil)
        try follow(
            try school.database.change(slot: slots[1].id, teacher: school.board.teacher, school: school.id, change))
        for slot in slots.shuffled() {
            try follow(
                try school.database.withdraw(slots: [slot.id], teacher: school.board.teacher, school: school.id))
        }
    }

    @Test("publishing is all or nothing, and names what was refused")
    func publish() throws {
        _ = try school.publish(hours: [9])
        let day = TestSchool.today.advanced(by: 7)
        let wanted = try ["08:00", "09:30"].map {
            NewSlot(
                date: day, time: try #require(WallTime($0)), minutes: 60, capacity: 1, utcOffset: nil, place: nil,
                note: nil)
        }
        let result = try school.database.publish(
            wanted, teacher: school.board.teacher, actor: school.teacher.id, school: school.id, key: TestSchool.key())
        #expect(result.outcome == .overlap)
        #expect(result.refusals.map(\.position) == [1])
        #expect(try school.database.versions(of: [school.board]) == [school.board: 1])
    }

    @Test("a teacher sees who holds and who booked, and the slot's own place")
    func ownSlots() throws {
        let slots = try school.publish(hours: [9, 10], capacity: 2)
        let other = try school.student()
        _ = try school.book(slots[0], by: student)
        _ = try school.database.hold(slot: slots[0].id, student: other.id, school: school.id)
        let change = Database.SlotChange(capacity: nil, place: "Room 3", note: .some(nil))
        _ = try school.database.change(slot: slots[0].id, teacher: school.board.teacher, school: school.id, change)
        let (_, own) = try #require(try school.database.ownSlots(school.board, window: school.window()))
        #expect(own.map(\.slot.id) == slots.map(\.id))
        #expect(own[0].place == "Room 3")
        #expect(Set(own[0].takers.map(\.studentID)) == [student.id, other.id])
        #expect(own[0].takers.filter { $0.bookingID != nil }.map(\.studentID) == [student.id])
        #expect(own[1].takers.isEmpty)
    }

    @Test("lists of bookings go on where they stopped")
    func bookings() throws {
        let slots = try school.publish(hours: [8, 9, 10])
        for slot in slots { _ = try school.book(slot, by: student) }
        let first = try school.database.bookings(
            of: student.id, teacher: nil, school: school.id, .coming, after: nil, limit: 2)
        #expect(first.map(\.1.id) == [slots[0].id, slots[1].id])
        let cursor = Database.BookingCursor(startsAt: first[1].1.startsAt.unixSeconds, id: first[1].0.id)
        let second = try school.database.bookings(
            of: student.id, teacher: nil, school: school.id, .coming, after: cursor, limit: 2)
        #expect(second.map(\.1.id) == [slots[2].id])
        let taught = try school.database.bookings(
            of: school.teacher.id, teacher: school.board.teacher, school: school.id, .coming, after: nil, limit: 9)
        #expect(taught.count == 3)
        #expect(
            try school.database.bookings(of: student.id, teacher: nil, school: school.id, .past, after: nil, limit: 9)
                .isEmpty)
    }

    @Test("the directory finds names and subjects without case and accents, soonest opening first")
    func directory() throws {
        let profile = Database.Profile(
            name: "Zoë Müller", subjects: ["Français", "Maths"], languages: nil, bio: nil, timeZone: nil, place: nil)
        #expect(try school.database.changeProfile(school.board, profile) == nil)
        _ = try school.publish(hours: [9, 10, 11, 12])
        func find(_ text: String?, subject: String? = nil) throws -> [Teacher] {
            try school.database.teachers(.init(text: text, subject: subject, after: nil, limit: 9), school: school.id)
        }
        #expect(try find("zoe mul").map(\.id) == [school.board.teacher])
        #expect(try find("FRANCAIS").first?.nextOpenings.count == 3)
        #expect(try find(nil, subject: "français").count == 1)
        #expect(try find(nil, subject: "fran").isEmpty)
        #expect(try find("100%_").isEmpty)
    }

    @Test("another zone is a new version of the board")
    func zone() throws {
        let profile = Database.Profile(
            name: nil, subjects: nil, languages: nil, bio: nil, timeZone: "Pacific/Auckland", place: "Room 1")
        #expect(try school.database.changeProfile(school.board, profile) == 1)
        #expect(try school.database.changeProfile(school.board, profile) == nil)
        #expect(try school.database.teacher(school.board)?.place == "Room 1")
        #expect(try school.database.knowsTimeZone("Pacific/Auckland"))
        #expect(try !school.database.knowsTimeZone("Pacific/Nowhere"))
    }

    @Test("an address has one account")
    func account() throws {
        let again = Database.NewPerson(
            name: "Twin", email: student.email, passwordHash: nil, timeZone: "UTC", roles: [.student])
        #expect(try school.database.createPerson(again, school: school.id) == nil)
        #expect(try school.database.personSigningIn(email: student.email, school: school.id)?.0 == student)
    }
}
