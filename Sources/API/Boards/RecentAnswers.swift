/// What one thread has answered of late, in memory of its own: who asks the same again is answered without a lock.
///
/// All threads of a process read the same few boards, and a lock that two of them want at once is handed on by the kernel:
/// with one lock a request they stood in line for it. An answer from here is as new as one from `Boards`, for the counters
/// behind its ticket are read for each request.
package struct RecentAnswers {
    /// An object, so that looking at it touches no count that other threads write.
    private final class Entry {
        let shape: [UInt8]
        let written: BoardShelf.Written
        let ticket: BoardShelf.Ticket
        let epochs: Int

        init(_ shape: [UInt8], _ written: BoardShelf.Written, _ ticket: BoardShelf.Ticket, epochs: Int) {
            self.shape = shape
            self.written = written
            self.ticket = ticket
            self.epochs = epochs
        }
    }

    /// A power of two.
    private static let places = 32
    /// An answer that is thrown out of `Boards` may stay here until another takes its place, so large ones are not kept.
    private static let longest = 16 << 10

    private let boards: Boards
    private let epoch: Epoch
    /// Each shape has one place, which the last one of its hash has taken.
    private var entries = [Entry?](repeating: nil, count: places)

    /// Nothing yet, of these boards.
    package init(boards: Boards, epoch: Epoch) {
        self.boards = boards
        self.epoch = epoch
    }

    /// What a request of this shape (`Request.shape`) was answered, by whichever thread, while its board is the latest.
    package mutating func answer(to shape: [UInt8]) -> BoardShelf.Answer? {
        guard !shape.isEmpty else { return nil }
        let place = Self.place(of: shape)
        if let entry = entries[place], entry.shape == shape, isLatest(entry) { return entry.written.answer }
        // Before the epoch itself: one that is read meanwhile is not taken for this one.
        let epochs = epoch.changes
        guard let known = epoch.known, let (written, ticket) = boards.answer(to: shape, epoch: known) else {
            return nil
        }
        if written.answer.body.count <= Self.longest {
            entries[place] = Entry(shape, written, ticket, epochs: epochs)
        }
        return written.answer
    }

    private func isLatest(_ entry: Entry) -> Bool {
        entry.ticket == boards.ticket(entry.written.key) && entry.epochs == epoch.changes
            && entry.written.at >= .now - Boards.lifetimeOfAnswers
    }

    private static func place(of shape: [UInt8]) -> Int {
        var hasher = Hasher()
        shape.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize() & (places - 1)
    }
}
