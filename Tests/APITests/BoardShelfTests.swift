import API
import Scheduling
import Store
import Testing

@Suite("Boards in memory: never an old one")
struct BoardShelfTests {
    private let board = BoardKey(school: 1, teacher: 7)
    private let other = BoardKey(school: 1, teacher: 8)
    private let span = Instant(unixSeconds: 0)..<Instant(unixSeconds: 604_800)
    private let week: BoardWindow
    private let month: BoardWindow
    private let start = ContinuousClock.now
    private var shelf = BoardShelf(capacity: 1 << 20)
    private var changesHeard: [BoardKey: Int] = [:]
    private var interruptions = 0

    init() throws {
        let today = CalendarDate(daysSinceEpoch: 20_000)
        week = try #require(BoardWindow(from: today, days: 7, today: today))
        month = try #require(BoardWindow(from: today, days: 31, today: today))
    }

    private func encoded(_ version: Int, epoch: String = "e", bytes: Int = 10) -> EncodedBoard {
        EncodedBoard(epoch: epoch, version: version, span: span, json: [UInt8](repeating: 120, count: bytes))
    }

    private func ticket(_ key: BoardKey? = nil, noted: Int = 0, isListening: Bool = true) -> BoardShelf.Ticket {
        let heard = changesHeard[key ?? board, default: 0]
        return BoardShelf.Ticket(interruptions: interruptions, heard: heard, noted: noted, isListening: isListening)
    }

    /// A change is heard of: then its counter rises.
    private mutating func hear(_ key: BoardKey, epoch: String = "e", version: Int, _ change: ChangeMessage? = nil) {
        shelf.hear(key, epoch: epoch, version: version, change, after: changesHeard[key, default: 0])
        changesHeard[key, default: 0] += 1
    }

    private func version(
        _ window: BoardWindow? = nil, epoch: String = "e", noted: Int = 0, isListening: Bool = true
    ) -> Int? {
        let ticket = ticket(noted: noted, isListening: isListening)
        return shelf.latest(board, window ?? week, epoch: epoch, ticket, since: start)?.version
    }

    @Test("what was kept is the latest until a change is heard of")
    mutating func heard() {
        #expect(version() == nil)
        shelf.keep(encoded(3), board, week, ticket(), at: start)
        #expect(version() == 3)
        hear(other, version: 9)
        #expect(version() == 3)
        hear(board, version: 4)
        #expect(version() == nil)
    }

    @Test("a change that was heard of during the reading: what was read does not count")
    mutating func overtaken() {
        let slow = ticket()
        hear(board, version: 4)
        shelf.keep(encoded(3), board, week, slow, at: start)
        #expect(version() == nil)
    }

    @Test("nor does what was read while a process of this machine noted a change")
    mutating func noted() {
        let slow = ticket(noted: 5)
        shelf.keep(encoded(3), board, week, slow, at: start)
        #expect(version(noted: 5) == 3)
        #expect(version(noted: 6) == nil)
    }

    @Test("the change that is on the board already takes nothing away; a slow reader of another window is not spared")
    mutating func ownChange() {
        let slow = ticket()
        shelf.keep(encoded(4), board, week, ticket(), at: start)
        hear(board, version: 4)
        shelf.keep(encoded(3), board, month, slow, at: start)
        #expect(version() == 4)
        #expect(version(month) == nil)
    }

    /// A board without slots, and the change by which it gets one that nobody sees, for it lies behind the window.
    private func written(_ version: Int) -> EncodedBoard {
        let board = Board(timeZone: "UTC", epoch: "e", version: version, span: span, slots: [])
        return EncodedBoard(board, teacher: 7, week)
    }

    private func change(_ version: Int) -> ChangeMessage {
        let json = "{\"id\":1,\"starts_at\":\"1980-01-01T00:00:00Z\"}"
        let line = ChangeMessage.Line(slotID: 1, version: version, json: Array(json.utf8))
        return ChangeMessage(epoch: "e", version: version, lines: [line])
    }

    @Test("a change that names its slots leads a board on, and the answers that show the board before are forgotten")
    mutating func led() {
        let first = written(3)
        shelf.keep(first, board, week, ticket(), at: start)
        write("a", first)
        hear(board, version: 4, change(4))
        #expect(version() == 4)
        #expect(answer("a") == nil)
        hear(board, version: 6, change(6))
        #expect(version() == nil, "there is a hole")
    }

    @Test(
        "a board that this process leads on itself is known, and not shown before somebody has said that it is the latest"
    )
    mutating func known() {
        func known(since moment: ContinuousClock.Instant) -> Int? { shelf.known(board, week, since: moment)?.version }
        shelf.keep(written(3), board, week, ticket(), at: start)
        shelf.lead(board, change(4))
        #expect(version(noted: 1) == nil)
        #expect(known(since: start) == 4)
        let later = start + .seconds(9)
        if let next = shelf.known(board, week, since: start) {
            shelf.keep(next, board, week, ticket(noted: 1), at: later)
        }
        #expect(version(noted: 1) == 4)
        #expect(known(since: later) == nil, "it counts from when it was read")
    }

    @Test("a version of another epoch says nothing about this one's")
    mutating func epochs() {
        shelf.keep(encoded(4), board, week, ticket(), at: start)
        #expect(version(epoch: "f") == nil)
        hear(board, epoch: "f", version: 1)
        #expect(version() == nil)
    }

    @Test("nothing counts while changes may be missed, nor afterwards what was kept before or meanwhile")
    mutating func interruption() {
        shelf.keep(encoded(3), board, week, ticket(), at: start)
        let slow = ticket()
        interruptions += 1
        #expect(version(isListening: false) == nil)
        #expect(version() == nil)
        shelf.keep(encoded(3), board, week, slow, at: start)
        #expect(version() == nil)
        shelf.keep(encoded(3), board, week, ticket(isListening: false), at: start)
        #expect(version() == nil)
        shelf.keep(encoded(3), board, week, ticket(), at: start)
        #expect(version() == 3)
    }

    @Test("without a feed a board counts for a moment, unless a change is known of")
    mutating func recent() {
        shelf.keep(encoded(3), board, week, ticket(isListening: false), at: start)
        func version(since moment: ContinuousClock.Instant, noted: Int = 0) -> Int? {
            let now = ticket(noted: noted, isListening: false)
            return shelf.recent(board, week, epoch: "e", now, since: moment)?.version
        }
        #expect(version(since: start - .seconds(1)) == 3)
        #expect(version(since: start + .seconds(1)) == nil)
        #expect(version(since: start - .seconds(1), noted: 1) == nil)
    }

    @Test("nothing is believed for ever")
    mutating func lifetime() {
        shelf.keep(encoded(3), board, week, ticket(), at: start - .seconds(1))
        #expect(version() == nil)
    }

    private mutating func write(_ shape: String, _ board: EncodedBoard, at moment: ContinuousClock.Instant? = nil) {
        let answer = BoardShelf.Answer(head: Array(shape.utf8), body: [])
        shelf.write(answer, to: Array(shape.utf8), showing: board, self.board, week, at: moment ?? start)
    }

    private func answer(_ shape: String, epoch: String = "e") -> String? {
        let answer = shelf.answer(to: Array(shape.utf8), epoch: epoch, ticket(), since: start)
        return answer.map { String(decoding: $0.answer.head, as: UTF8.self) }
    }

    @Test("an answer is given again while its board is the latest, and goes with it")
    mutating func answers() {
        let first = encoded(3)
        write("a", first)
        #expect(answer("a") == nil, "a board that is not kept has no answers")
        shelf.keep(first, board, week, ticket(), at: start)
        write("a", first)
        write("b", first)
        #expect(answer("a") == "a" && answer("b") == "b" && answer("c") == nil)
        #expect(answer("a", epoch: "f") == nil)
        #expect(shelf.board(askedForBy: Array("a".utf8), since: start) == board)
        #expect(shelf.board(askedForBy: Array("a".utf8), since: start + .seconds(1)) == nil)
        hear(board, version: 4)
        #expect(answer("a") == nil)
        shelf.keep(encoded(4), board, week, ticket(), at: start)
        #expect(answer("a") == nil, "it shows the board before")
        write("a", first)
        #expect(answer("a") == nil, "and comes too late")
    }

    @Test("of the many ways to ask for one board a few are remembered, and they count as memory")
    mutating func shapes() {
        let only = encoded(3)
        shelf.keep(only, board, week, ticket(), at: start)
        let before = shelf.size
        for number in 1...1000 { write("\(number)", only) }
        #expect((1...1000).filter { answer("\($0)") != nil }.count == 4)
        #expect(shelf.size == before + 4 * 1024)
        shelf.keep(only, board, week, ticket(), at: start)
        #expect(shelf.size == before + 4 * 1024, "the same board keeps them")
        shelf.keep(encoded(4), board, week, ticket(), at: start)
        #expect(shelf.size == before)
    }

    @Test("it holds no more than its capacity, and knows how much that is")
    mutating func capacity() {
        for teacher in 1...2000 {
            let key = BoardKey(school: 2, teacher: teacher)
            shelf.keep(encoded(1, bytes: 1000), key, week, ticket(key), at: start)
            #expect(shelf.size <= 1 << 20)
        }
        #expect(shelf.size > 1 << 18)
    }
}
