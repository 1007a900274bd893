import Postgres
public import Scheduling

/// What a write use case answers: how it ended, and the slots it speaks of.
public struct WriteResult: Sendable {
    /// A slot of the answer.
    public struct Entry: Sendable {
        /// The slot as everybody sees it.
        public let slot: Slot
        /// Whether this use case changed it, so that it is to be published.
        public let isChanged: Bool
        /// The person who is the slot's teacher.
        let teacherPersonID: Int?
    }

    /// A refused one of several.
    public struct Refusal: Sendable {
        /// How it ended.
        public let outcome: Outcome
        /// Place in the request's list, from 0.
        public let position: Int?
    }

    /// How it ended.
    public let outcome: Outcome
    /// The booking spoken of; nil for holds and for slots of a teacher.
    public let booking: Booking?
    /// In the order of the database: the slot in question first.
    public let entries: [Entry]
    /// One a refused position; empty where it was done.
    public let refusals: [Refusal]
    /// When the hold made or kept runs out.
    public let holdExpiresAt: Instant?
    /// The students whose holds this use case changed.
    let holders: [Int]
    /// The students whose bookings this use case changed.
    let bookers: [Int]

    /// What this use case changed on one board.
    public struct BoardChange: Sendable {
        /// The board.
        public let board: BoardKey
        /// Its version since this change.
        public let version: Int
        /// The slots that came with that version.
        public let slots: [Slot]
    }

    /// The boards this use case changed.
    public func changes(school: Int) -> [BoardChange] {
        let changed = entries.filter(\.isChanged).map(\.slot)
        return Dictionary(grouping: changed, by: \.teacherID).map { teacher, slots in
            BoardChange(
                board: BoardKey(school: school, teacher: teacher),
                version: slots.reduce(0) { max($0, $1.version) }, slots: slots)
        }
    }

    /// The slot of the answer called `id`.
    public func slot(_ id: Int) -> Slot? {
        entries.first { $0.slot.id == id }?.slot
    }

    /// Reads the rows of `write_result` (sql/CONVENTIONS.md). No row at all is `nothing`.
    init(_ rows: Rows, nothing: Outcome) throws(PostgresError) {
        var entries: [Entry] = []
        var refusals: [Refusal] = []
        var holders: [Int] = []
        var bookers: [Int] = []
        var first: (outcome: Outcome, booking: Booking?, expiry: Instant?)?
        for index in 0..<rows.count {
            var row = rows.row(index)
            let word = try row.text()
            guard let outcome = Outcome(rawValue: word) else {
                throw PostgresError(
                    .decoding, message: "a write function answered with an outcome nobody knows",
                    place: "column outcome")
            }
            let booking = try row.optionalBooking()
            let isChanged = try row.optionalBool() ?? false
            let slot = try row.optionalSlot()
            let expiry = try row.optionalInstant()
            let position = try row.optionalInt().map { $0 - 1 }
            let teacher = try row.optionalInt()
            if let slot { entries.append(Entry(slot: slot, isChanged: isChanged, teacherPersonID: teacher)) }
            holders += try row.optionalIntegers() ?? []
            bookers += try row.optionalIntegers() ?? []
            if !outcome.isDone { refusals.append(Refusal(outcome: outcome, position: position)) }
            if first == nil { first = (outcome, booking, expiry) }
        }
        outcome = first?.outcome ?? nothing
        booking = first?.booking
        holdExpiresAt = first?.expiry
        self.entries = entries
        self.refusals = refusals
        self.holders = holders
        self.bookers = bookers
    }
}
