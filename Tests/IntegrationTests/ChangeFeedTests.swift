import API
import Foundation
import Logging
import Redis
import Scheduling
import Store
import Testing

/// Boards in memory and the real Redis that tells of their changes.
@Suite("Boards in memory hear of every change", .enabled(if: Stack.isUp), .timeLimit(.minutes(1)))
struct ChangeFeedTests {
    private let key = BoardKey(school: 4, teacher: 7)
    private let window: BoardWindow
    private let span = Instant(unixSeconds: 0)..<Instant(unixSeconds: 1)
    private let server: OwnRedis
    private let boards: Boards

    init() throws {
        let today = CalendarDate(daysSinceEpoch: 20_000)
        window = try #require(BoardWindow(from: today, days: 7, today: today))
        server = try OwnRedis()
        boards = try Boards(notes: ChangeNotes(path: nil))
        try ChangeFeed.start(server.address, boards: boards, log: Logger(label: "test"))
    }

    private var latest: Int? { boards.latest(key, window, epoch: "e", boards.ticket(key))?.version }

    /// Reads version 1 as a request would, again and again until the feed stands and it is kept.
    private func keepUntilItCounts() async throws {
        try await eventually {
            let board = EncodedBoard(epoch: "e", version: 1, span: span, json: [1, 2, 3])
            boards.keep(board, key, window, boards.ticket(key))
            return latest == 1
        }
    }

    private func eventually(_ condition: () -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while !condition() {
            try #require(ContinuousClock.now < end, "the condition did not come true")
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test("a change that another process publishes makes a board old; nobody has to ask")
    func change() async throws {
        try await keepUntilItCounts()
        let message = ChangeMessage(epoch: "e", version: 2, lines: [])
        try Publisher.publish([key: message], server.connect())
        try await eventually { latest == nil }
    }

    @Test("while Redis is away, and after it was, nothing counts that was kept before")
    func restart() async throws {
        try await keepUntilItCounts()
        server.stop()
        try await eventually { latest == nil }
        try server.restart()
        try await keepUntilItCounts()
    }

    @Test("a Redis that hangs is not taken for one that has nothing to say")
    func hang() async throws {
        try await keepUntilItCounts()
        server.pause()
        defer { server.resume() }
        try await eventually { latest == nil }
    }

    @Test("what one process of the machine notes counts in the others at once, without Redis")
    func notes() throws {
        let path = "/tmp/slotboard-notes-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let mine = try ChangeNotes(path: path), theirs = try ChangeNotes(path: path)
        let before = mine.count(of: key)
        theirs.note(key)
        #expect(mine.count(of: key) == before + 1)
        #expect(throws: ChangeNotes.MappingError.self) { try ChangeNotes(path: "/nowhere/at/all") }
    }
}
