import API
import Scheduling
import Store
import Testing

@Suite("What a thread has answered of late")
struct RecentAnswersTests {
    private let board = BoardKey(school: 1, teacher: 7)
    private let span = Instant(unixSeconds: 0)..<Instant(unixSeconds: 604_800)
    private let window: BoardWindow
    private let boards: Boards
    private let epoch = Epoch()
    private var recent: RecentAnswers

    init() throws {
        let today = CalendarDate(daysSinceEpoch: 20_000)
        window = try #require(BoardWindow(from: today, days: 7, today: today))
        boards = try Boards(notes: ChangeNotes(path: nil))
        boards.heard(until: .max)
        epoch.replace(with: "e")
        recent = RecentAnswers(boards: boards, epoch: epoch)
    }

    /// What a thread does that reads the board for a request.
    private func show(_ version: Int, to shape: String = "a", bytes: Int = 3, epoch: String = "e") {
        let json = [UInt8](repeating: UInt8(ascii: "0") + UInt8(version), count: bytes)
        let encoded = EncodedBoard(epoch: epoch, version: version, span: span, json: json)
        boards.keep(encoded, board, window, boards.ticket(board))
        let answer = BoardShelf.Answer(head: Array(shape.utf8), body: json)
        boards.write(answer, to: Array(shape.utf8), showing: encoded, board, window)
    }

    private func hear(_ version: Int) {
        boards.hear(board, ChangeMessage(epoch: "e", version: version, lines: []).payload)
    }

    private mutating func body(_ shape: String = "a") -> String? {
        recent.answer(to: Array(shape.utf8)).map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test("an answer that any thread has made is given again, to requests of its shape")
    mutating func again() {
        #expect(body() == nil)
        show(1)
        for _ in 1...3 { #expect(body() == "111") }
        #expect(body("b") == nil && body("") == nil)
    }

    @Test("not after a change that this machine made, or that was heard of")
    mutating func changed() {
        show(1)
        #expect(body() == "111")
        boards.note(board, nil)
        #expect(body() == nil)
        show(2)
        #expect(body() == "222")
        hear(3)
        #expect(body() == nil)
    }

    @Test("a change that the board shows already takes nothing away")
    mutating func knownChange() {
        show(2)
        #expect(body() == "222")
        hear(2)
        #expect(body() == "222")
    }

    @Test("not while changes may be missed, nor what was made before that")
    mutating func interrupted() {
        show(1)
        #expect(body() == "111")
        boards.heard(until: 0)
        #expect(body() == nil)
        boards.heard(until: .max)
        #expect(body() == "111")
        boards.interrupt()
        boards.heard(until: .max)
        #expect(body() == nil)
    }

    @Test("not in another epoch")
    mutating func otherEpoch() {
        show(1)
        #expect(body() == "111")
        epoch.replace(with: "e")
        #expect(body() == "111")
        epoch.replace(with: "f")
        #expect(body() == nil)
        show(1, epoch: "f")
        #expect(body() == "111")
    }

    @Test("of many boards each is answered rightly, large ones too")
    mutating func many() {
        let shapes = (0..<4).map { "\($0)" }
        show(1, to: "large", bytes: 100_000)
        #expect(body("large")?.count == 100_000)
        for shape in shapes { #expect(body(shape) == nil) }
        #expect(body("large")?.count == 100_000)
    }
}
