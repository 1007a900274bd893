import API
import Scheduling
import Store
import Testing

@Suite("The boards of a process")
struct BoardsTests {
    private let key = BoardKey(school: 1, teacher: 7)
    private let window: BoardWindow
    private let boards: Boards

    init() throws {
        let today = CalendarDate(daysSinceEpoch: 20_000)
        window = try #require(BoardWindow(from: today, days: 7, today: today))
        boards = try Boards(notes: ChangeNotes(path: nil))
        boards.heard(until: .max)
        let span = Instant(unixSeconds: 0)..<Instant(unixSeconds: 1)
        let board = Board(timeZone: "UTC", epoch: "e", version: 3, span: span, slots: [])
        keep(EncodedBoard(board, teacher: key.teacher, window))
    }

    private var known: EncodedBoard? { boards.known(key, window) }
    private var latest: EncodedBoard? { boards.latest(key, window, epoch: "e", boards.ticket(key)) }

    private func keep(_ board: EncodedBoard) { boards.keep(board, key, window, boards.ticket(key)) }

    /// Of a slot that no window here shows.
    private func change(_ version: Int, lines: Int = 1) -> ChangeMessage {
        let json = Array("{\"id\":1,\"starts_at\":\"1980-01-01T00:00:00Z\"}".utf8)
        let line = ChangeMessage.Line(slotID: 1, version: version, json: json)
        return ChangeMessage(epoch: "e", version: version, lines: [ChangeMessage.Line](repeating: line, count: lines))
    }

    @Test("changes that were heard of lead a board on, in whatever order they came and however often")
    func heard() throws {
        for version in [5, 4, 5, 6] { boards.hear(key, change(version).payload) }
        #expect(latest == nil, "nobody has said yet that there is no later one")
        let board = try #require(known)
        #expect(board.version == 6)
        keep(board)
        #expect(latest === board)
        boards.hear(key, change(6).payload)
        #expect(latest === board, "that change is on it")
    }

    @Test("and so does a change of this machine, but not over a hole, nor over a change that names no slots")
    func noted() {
        boards.note(key, change(4))
        #expect(known?.version == 4)
        #expect(latest == nil)
        boards.note(key, change(6))
        #expect(known?.version == 4)
        boards.note(key, nil)
        boards.hear(key, change(5, lines: 0).payload)
        #expect(known?.version == 4)
    }

    @Test("a board is as old as what it was made of")
    func age() {
        let before = latest?.readAt
        boards.hear(key, change(4).payload)
        #expect(known?.version == 4)
        #expect(known?.readAt == before)
    }

    @Test("one that was read long ago serves as a last resort, if it comes to the version that is asked for")
    func outage() throws {
        let old = try EncodedBoard(
            epoch: "e", version: 4, span: Instant(unixSeconds: 0)..<Instant(unixSeconds: 1),
            json: #require(latest).json(), readAt: .now - .seconds(3600))
        keep(old)
        boards.hear(key, change(5).payload)
        #expect(known == nil)
        #expect(boards.known(key, window, epoch: "e", at: 5)?.version == 5)
        #expect(boards.known(key, window, epoch: "e", at: 6) == nil)
        #expect(boards.known(key, window, epoch: "f", at: 5) == nil)
    }
}
