package import Scheduling
package import Store

/// The boards that a process has in its memory, and which of them may still be shown. A value without clock or I/O.
///
/// Who is about to read a board takes a ticket first. What is then kept under it counts until a change of that board is
/// heard of or noted after the ticket was taken, or until the listening itself was interrupted. So it does not matter
/// how slow the reader was, nor in which order things arrive.
package struct BoardShelf {
    /// What was known when somebody set out to read a board.
    package struct Ticket: Equatable {
        /// How often the listening had been interrupted.
        fileprivate let interruptions: Int
        /// How many changes this process had heard of, for this board's counter.
        fileprivate var heard: Int
        /// How many changes the machine's processes had noted, for this board's counter.
        fileprivate let noted: Int
        /// Changes were being heard of.
        fileprivate let isListening: Bool

        /// What these counters say.
        package init(interruptions: Int, heard: Int, noted: Int, isListening: Bool) {
            self.interruptions = interruptions
            self.heard = heard
            self.noted = noted
            self.isListening = isListening
        }
    }

    /// An answer that shows a board, as it was written: its bytes are the board's own.
    package struct Answer: Sendable {
        package let head: [UInt8]
        package let body: [UInt8]

        package init(head: [UInt8], body: [UInt8]) {
            self.head = head
            self.body = body
        }
    }

    private struct Place {
        var board: EncodedBoard
        var ticket: Ticket
        /// When it was last known to be the latest.
        var keptAt: ContinuousClock.Instant
        /// The shapes of the requests whose answers are known.
        var shapes: Set<[UInt8]> = []

        /// In memory: both forms, for both are soon asked for; gzip leaves about an eighth.
        var size: Int { board.length + board.length / 8 + 512 + shapes.count * 1024 }
    }

    /// A change as it was published (`ChangeMessage`).
    package struct Change: Sendable {
        package let version: Int
        package let payload: [UInt8]

        package init(version: Int, payload: [UInt8]) {
            self.version = version
            self.payload = payload
        }
    }

    /// An answer, the board that it shows, and when it was made.
    package struct Written: Sendable {
        package let answer: Answer
        package let key: BoardKey
        fileprivate let window: BoardWindow
        package let at: ContinuousClock.Instant
    }

    /// Requests for one board differ in their coding, in their condition, and where several hosts are one school's.
    private static let mostShapes = 8

    /// A board that changes more often than it is read is read anew.
    private static let mostChanges = 8

    private let capacity: Int
    private var places: [BoardKey: [BoardWindow: Place]] = [:]
    private var written: [[UInt8]: Written] = [:]
    /// The last ones, as they were heard of: in any order, and some twice.
    private var changes: [BoardKey: [Change]] = [:]
    /// Bytes, about.
    package private(set) var size = 0

    /// A shelf for about so many bytes.
    package init(capacity: Int) {
        self.capacity = capacity
    }

    // MARK: Reading

    /// The board where it was kept at or after `moment` and is certainly the latest: no change can have been missed.
    package func latest(
        _ key: BoardKey, _ window: BoardWindow, epoch: String, _ now: Ticket, since moment: ContinuousClock.Instant
    ) -> EncodedBoard? {
        guard now.isListening, let place = places[key]?[window], place.board.epoch == epoch, place.ticket == now,
            place.keptAt >= moment
        else { return nil }
        return place.board
    }

    /// The board where it was kept at or after `moment` and no change is known of since, though one may have been missed.
    package func recent(
        _ key: BoardKey, _ window: BoardWindow, epoch: String, _ now: Ticket, since moment: ContinuousClock.Instant
    ) -> EncodedBoard? {
        guard let place = places[key]?[window], place.board.epoch == epoch, place.keptAt >= moment,
            place.ticket.heard == now.heard, place.ticket.noted == now.noted
        else { return nil }
        return place.board
    }

    /// The board that was last here, where it was read at or after `moment` if there is one, and changes of it that were heard of
    /// since.
    package func known(
        _ key: BoardKey, _ window: BoardWindow, since moment: ContinuousClock.Instant?
    ) -> (board: EncodedBoard, changes: [Change])? {
        guard let board = places[key]?[window]?.board, moment.map({ board.readAt >= $0 }) ?? true else { return nil }
        return (board, changes[key] ?? [])
    }

    /// Whose board a request of this shape was shown at or after `moment`.
    package func board(askedForBy shape: [UInt8], since moment: ContinuousClock.Instant) -> BoardKey? {
        written[shape].flatMap { $0.at >= moment ? $0.key : nil }
    }

    /// What a request of this shape was answered, where its board is certainly the latest.
    package func answer(
        to shape: [UInt8], epoch: String, _ now: Ticket, since moment: ContinuousClock.Instant
    ) -> Written? {
        guard let written = written[shape],
            latest(written.key, written.window, epoch: epoch, now, since: moment) != nil
        else { return nil }
        return written
    }

    // MARK: Writing

    /// Keeps a board that was read under a ticket, or was known and found to be the latest. A slow reader's does not take the
    /// place of a newer one.
    package mutating func keep(
        _ board: EncodedBoard, _ key: BoardKey, _ window: BoardWindow, _ ticket: Ticket,
        at now: ContinuousClock.Instant
    ) {
        let old = places[key]?[window]
        var place = Place(board: board, ticket: ticket, keptAt: now)
        if let old, old.board.epoch == board.epoch, old.board.version >= board.version {
            guard old.board.version == board.version else { return }
            // Two threads that make the same board of the one before it do not throw each other's answers away.
            if old.board.readAt >= board.readAt { place.board = old.board }
        }
        if let old, old.board === place.board {
            place.shapes = old.shapes
        } else {
            // Answers that show the board before go with it.
            for shape in old?.shapes ?? [] { written[shape] = nil }
        }
        size += place.size - (old?.size ?? 0)
        places[key, default: [:]][window] = place
        if size > capacity { makeRoom() }
    }

    /// Keeps how a request was answered with a board, for as long as the board stays where it is.
    package mutating func write(
        _ answer: Answer, to shape: [UInt8], showing board: EncodedBoard, _ key: BoardKey, _ window: BoardWindow,
        at now: ContinuousClock.Instant
    ) {
        guard !shape.isEmpty, var place = places[key]?[window], place.board === board else { return }
        size -= place.size
        if place.shapes.count >= Self.mostShapes, !place.shapes.contains(shape) { forgetOldest(of: &place) }
        place.shapes.insert(shape)
        size += place.size
        places[key]?[window] = place
        written[shape] = Written(answer: answer, key: key, window: window, at: now)
    }

    private mutating func forgetOldest(of place: inout Place) {
        let oldest = place.shapes.min { before, after in
            guard let before = written[before], let after = written[after] else { return written[before] == nil }
            return before.at < after.at
        }
        guard let oldest else { return }
        place.shapes.remove(oldest)
        written[oldest] = nil
    }

    /// A change of a board was published, and its counter rises from `before`. Places that show it already stay the latest.
    package mutating func hear(_ key: BoardKey, epoch: String, version: Int, after before: Int) {
        for (window, place) in places[key] ?? [:]
        where place.ticket.heard == before && place.board.epoch == epoch && place.board.version >= version {
            places[key]?[window]?.ticket.heard = before + 1
        }
    }

    /// Keeps a change for whoever reads the board next; only where some window of it is here.
    package mutating func keep(_ change: Change, of key: BoardKey) {
        guard places[key] != nil else { return }
        changes[key, default: []].append(change)
        size += change.payload.count
        if let kept = changes[key], kept.count > Self.mostChanges {
            size -= kept[0].payload.count
            changes[key]?.removeFirst()
        }
    }

    /// Half of the boards go, by lot: those that are read often are soon back.
    private mutating func makeRoom() {
        places = places.filter { _ in Bool.random() }
        written = written.filter { places[$0.value.key]?[$0.value.window]?.shapes.contains($0.key) ?? false }
        changes = changes.filter { places[$0.key] != nil }
        size =
            places.values.joined().reduce(0) { $0 + $1.value.size }
            + changes.values.joined().reduce(0) { $0 + $1.payload.count }
    }
}
