import API
import Scheduling
import Store
import Testing

@Suite("Boards in memory: never an old one")
struct BoardShelfTests {
    private let board = BoardKey(school: 1, teacher: 7)
    private let other = BoardKey(school: 1, teacher: 8)
    private let span = Instant(unixSeconds: 0)..<Instant(unixSeconds: 1)
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

    private func encoded(
        _ version: Int, epoch: String = "e", bytes: Int = 10, readAt: ContinuousClock.Instant = .now
    ) -> EncodedBoard {
        EncodedBoard(
            epoch: epoch, version: version, span: span, json: [UInt8](repeating: 120, count: bytes), readAt: readAt)
    }

    private func ticket(_ key: BoardKey? = nil, noted: Int = 0, isListening: Bool = true) -> BoardShelf.Ticket {
        let heard = changesHeard[key ?? board, default: 0]
        return BoardShelf.Ticket(interruptions: interruptions, heard: heard, noted: noted, isListening: isListening)
    }

    /// A change is heard of: then its counter rises.
    private mutating func hear(_ key: BoardKey, epoch: String = "e", version: Int) {
        shelf.hear(key, epoch: epoch, version: version, after: changesHeard[key, default: 0])
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

    @Test("a slow reader's board does not take the place of a newer one")
    mutating func newer() {
        shelf.keep(encoded(4), board, week, ticket(), at: start)
        shelf.keep(encoded(3), board, week, ticket(), at: start)
        #expect(version() == 4)
        shelf.keep(encoded(3, epoch: "f"), board, week, ticket(), at: start)
        #expect(version(epoch: "f") == 3)
    }

    @Test("the last changes of a board that is here are kept with it, and count as memory")
    mutating func changes() {
        func kept() -> [Int]? { shelf.known(board, week, since: start)?.changes.map(\.version) }
        let change = { BoardShelf.Change(version: $0, payload: [UInt8](repeating: 0, count: 100)) }
        shelf.keep(change(3), of: board)
        #expect(shelf.size == 0)
        shelf.keep(encoded(3), board, week, ticket(), at: start)
        let before = shelf.size
        #expect(kept() == [])
        for version in 4...20 { shelf.keep(change(version), of: board) }
        #expect(kept() == Array(13...20))
        #expect(shelf.size == before + 800)
        #expect(shelf.known(board, month, since: start) == nil)
        #expect(shelf.known(board, week, since: .now + .seconds(1)) == nil, "it counts from when it was read")
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
        for number in 1...1000 { write("\(number)", only, at: start + .seconds(number)) }
        #expect((1...1000).filter { answer("\($0)") != nil } == Array(993...1000), "the last ones")
        #expect(shelf.size == before + 8 * 1024)
        shelf.keep(only, board, week, ticket(), at: start)
        #expect(shelf.size == before + 8 * 1024, "the same board keeps them")
        shelf.keep(encoded(4), board, week, ticket(), at: start)
        #expect(shelf.size == before)
    }

    @Test("who read the same board at the same time as another leaves its answers alone")
    mutating func twins() {
        let first = encoded(3)
        shelf.keep(first, board, week, ticket(), at: start)
        write("a", first)
        hear(board, version: 4)
        let moment = start - .seconds(1)
        let next = [encoded(4, readAt: moment), encoded(4, readAt: moment), encoded(4, readAt: start)]
        shelf.keep(next[0], board, week, ticket(), at: start)
        write("b", next[0])
        shelf.keep(next[1], board, week, ticket(), at: start)
        #expect(answer("b") == "b")
        shelf.keep(next[2], board, week, ticket(), at: start)
        #expect(answer("b") == nil, "this one was read anew")
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
