import Foundation

/// A student of the demo school who looks around, holds, books, lets go and cancels, at a human pace.
struct Player {
    struct Lesson {
        let booking: Int
        let when: String
    }

    private let site: Site
    private let name: String
    private let teachers: [Answers.Teacher]
    private var held: Int?
    private var lessons: [Lesson] = []

    /// Signs `student<number>` in; waits where the site limits how fast people may.
    init(number: Int, origin: String, teachers: [Answers.Teacher]) async throws {
        var site = Site(origin: origin)
        let email = "student\(number)@demo.test"
        var answer = try await site.send("POST", "/api/v1/session", ["email": email, "password": LoadDemo.password])
        while answer.status == 429 {
            try await Task.sleep(for: .seconds(answer.retryAfter ?? 5))
            answer = try await site.send("POST", "/api/v1/session", ["email": email, "password": LoadDemo.password])
        }
        guard answer.status == 200, let cookie = answer.cookie else {
            throw Failure("\(email) cannot sign in (\(answer.status)); is the demo school loaded?")
        }
        site.cookie = cookie
        self.site = site
        self.teachers = teachers
        name = try answer.decode(Answers.Session.self).person.name
    }

    /// Plays until the task is cancelled, then gives back everything it has taken.
    mutating func play() async {
        while !Task.isCancelled {
            do {
                try await Self.pause(3...12)
                // Whoever has three lessons has enough, so that the board never fills up.
                if lessons.count >= 3 || (!lessons.isEmpty && Double.random(in: 0..<1) < 0.2) {
                    try await cancelFirstLesson()
                } else {
                    try await takeSomething()
                }
            } catch is CancellationError {
                break
            } catch let error as URLError where error.code == .cancelled {
                break
            } catch {
                say("gets no answer and waits a moment")
                try? await Self.pause(4...8)
            }
        }
        await giveBack()
    }

    // MARK: What a student does

    private mutating func takeSomething() async throws {
        guard let (teacher, slot) = try await chooseSlot() else { return }
        let when = "\(Self.spoken(slot.localStart)) with \(teacher.name)"
        let answer = try await site.send("PUT", "/api/v1/slots/\(slot.id)/hold")
        guard answer.status == 200 else { return try await accept(answer, "cannot hold \(when)") }
        held = slot.id
        say("holds \(when)")
        try await Self.pause(2...8)
        if Double.random(in: 0..<1) < 0.65 {
            try await book(slot, when)
        } else {
            try await letGo()
            say("lets \(when) go")
        }
    }

    private mutating func book(_ slot: Answers.Slot, _ when: String) async throws {
        let answer = try await site.send("POST", "/api/v1/bookings", ["slot_id": slot.id], key: UUID().uuidString)
        guard answer.status == 201 else { return try await accept(answer, "cannot book \(when)") }
        held = nil
        lessons.append(Lesson(booking: try answer.decode(Answers.Booking.self).id, when: when))
        say("books \(when)")
    }

    private mutating func letGo() async throws {
        guard let held else { return }
        _ = try await site.send("DELETE", "/api/v1/slots/\(held)/hold")
        self.held = nil
    }

    private mutating func cancelFirstLesson() async throws {
        guard let lesson = lessons.first else { return }
        let answer = try await site.send(
            "PUT", "/api/v1/bookings/\(lesson.booking)/cancellation", ["reason": "Something came up."])
        if answer.status == 429 || answer.status == 503 {
            return try await accept(answer, "cannot cancel \(lesson.when) yet")
        }
        lessons.removeFirst()
        say("cancels \(lesson.when)")
    }

    /// The teachers who come first are the ones whose boards a visitor opens.
    private func chooseSlot() async throws -> (Answers.Teacher, Answers.Slot)? {
        guard let teacher = teachers.prefix(Bool.random() ? 4 : 12).randomElement() else { return nil }
        let tomorrow = Date.now.addingTimeInterval(86_400).ISO8601Format().prefix(10)
        let answer = try await site.send("GET", "/api/v1/teachers/\(teacher.id)/slots?from=\(tomorrow)&days=7")
        guard answer.status == 200 else { return nil }
        let open = try answer.decode(Answers.Board.self).slots.filter { $0.status == "open" }
        return open.randomElement().map { (teacher, $0) }
    }

    // MARK: The end

    /// In a task of its own: the one that played has been cancelled, and its requests would be too.
    private mutating func giveBack() async {
        let player = self
        self = await Task {
            var player = player
            try? await player.letGo()
            while !player.lessons.isEmpty {
                let left = player.lessons.count
                guard (try? await player.cancelFirstLesson()) != nil, player.lessons.count < left else { break }
            }
            return player
        }.value
        for lesson in lessons { say("could not give back \(lesson.when)") }
    }

    // MARK: Words

    private func accept(_ answer: Site.Answer, _ attempt: String) async throws {
        let problem = (try? answer.decode(Answers.Problem.self).title) ?? "\(answer.status)"
        say("\(attempt): \(problem)")
        if answer.status == 429 || answer.status == 503 {
            try await Task.sleep(for: .seconds(answer.retryAfter ?? 2))
        }
    }

    private func say(_ what: String) {
        let clock = DateFormatter()
        clock.dateFormat = "HH:mm:ss"
        print("\(clock.string(from: .now))  \(name) \(what)")
        // A pipe would keep the lines back for minutes.
        fflush(nil)
    }

    private static func pause(_ seconds: ClosedRange<Double>) async throws {
        try await Task.sleep(for: .seconds(Double.random(in: seconds)))
    }

    /// `2026-12-01T16:00` as `Tue 1 Dec, 16:00`. A wall time needs no zone; UTC keeps it as it is.
    private static func spoken(_ wallTime: String) -> String {
        guard let date = try? Date(wallTime + ":00Z", strategy: .iso8601) else { return wallTime }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE d MMM, HH:mm"
        return formatter.string(from: date)
    }
}
