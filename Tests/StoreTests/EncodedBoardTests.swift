import Scheduling
import Store
import Testing

@Suite("The board after a change")
struct EncodedBoardTests {
    /// A day of ten minutes' lessons, one of which each number names.
    private let day = 1_796_169_600
    private let window: BoardWindow

    init() throws {
        let first = Instant(unixSeconds: day).utcDate
        window = try #require(BoardWindow(from: first, days: 1, today: first))
    }

    private func slot(_ id: Int, at number: Int, version: Int = 1, taken: Bool = false, withdrawn: Bool = false) -> Slot
    {
        Slot(
            id: id, teacherID: 2, startsAt: Instant(unixSeconds: day + number * 600),
            endsAt: Instant(unixSeconds: day + number * 600 + 600), utcOffset: UTCOffset(seconds: 0), capacity: 1,
            seatsHeld: 0, seatsBooked: taken ? 1 : 0, heldUntil: nil, isWithdrawn: withdrawn, version: version)
    }

    private func board(_ version: Int, _ slots: [Slot], epoch: String = "1.7") -> EncodedBoard {
        let span = Instant(unixSeconds: day)..<Instant(unixSeconds: day + 86_400)
        let board = Board(timeZone: "UTC", epoch: epoch, version: version, span: span, slots: slots)
        return EncodedBoard(board, teacher: 2, window)
    }

    private func change(_ version: Int, _ slots: [Slot], epoch: String = "1.7") -> ChangeMessage {
        ChangeMessage(epoch: epoch, version: version, slots: slots)
    }

    @Test(
        "is the one that would be read",
        arguments: [
            ([1, 2, 3], [2]), ([1, 2, 3], [1, 3]), ([12, 1], [1]), ([], [5]), ([5], [4]), ([5], [6]), ([4, 6], [5]),
            ([4], [1, 9, 5]), ([4], [143]), ([4], [0]),
        ])
    func changed(numbers: [Int], changed: [Int]) throws {
        let before = numbers.sorted().map { slot($0 + 100, at: $0) }
        let news = changed.map { slot($0 + 100, at: $0, version: 5, taken: true) }
        let after = before.filter { !news.map(\.id).contains($0.id) } + news
        let next = try #require(board(4, before).next(after: change(5, news)))
        let json = try next.json()
        #expect(try json == board(5, after.sorted { $0.startsAt < $1.startsAt }).json())
        #expect(next.version == 5 && next.epoch == "1.7" && next.length == json.count)
    }

    @Test("has no slot that was withdrawn, nor one outside its window", arguments: [-1, 144, 1000])
    func gone(outside: Int) throws {
        let before = [slot(1, at: 1), slot(2, at: 2), slot(3, at: 3)]
        let news = [
            slot(2, at: 2, version: 5, withdrawn: true), slot(9, at: 9, version: 5, withdrawn: true),
            slot(4, at: outside, version: 5),
        ]
        let next = try #require(board(4, before).next(after: change(5, news)))
        #expect(try next.json() == board(5, [before[0], before[2]]).json())
        let last = try #require(board(4, [before[1]]).next(after: change(5, news)))
        #expect(try last.json() == board(5, []).json())
    }

    @Test("is unknown where the change is not the very next one, or does not say what has changed")
    func unknown() {
        let before = board(4, [slot(1, at: 1)])
        let news = [slot(1, at: 1, version: 5, taken: true)]
        #expect(before.next(after: change(5, news)) != nil)
        #expect(before.next(after: change(6, news)) == nil)
        #expect(before.next(after: change(4, news)) == nil)
        #expect(before.next(after: change(5, news, epoch: "1.8")) == nil)
        #expect(before.next(after: change(5, [])) == nil)
    }

    @Test("is unknown where one of the two is no longer what Slotboard writes")
    func damaged() throws {
        let news = change(5, [slot(1, at: 1, version: 5)])
        let whole = board(4, [slot(1, at: 1), slot(2, at: 2)])
        for length in 0..<whole.length {
            let cut = EncodedBoard(epoch: "1.7", version: 4, span: whole.span, json: Array(try whole.json()[..<length]))
            #expect(cut.next(after: news) == nil)
        }
        for json in ["", "{}", "{\"id\":2,\"starts_at\":\"1\"}", "{\"id\":1,"] {
            let line = ChangeMessage.Line(slotID: 1, version: 5, json: Array(json.utf8))
            #expect(whole.next(after: ChangeMessage(epoch: "1.7", version: 5, lines: [line])) == nil, "\(json)")
        }
    }
}
