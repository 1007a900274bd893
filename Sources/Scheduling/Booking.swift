/// A student's place in a lesson.
public struct Booking: Sendable {
    /// Who ended it, when and why.
    public struct Cancellation: Sendable {
        /// When it was cancelled.
        public let at: Instant
        /// The person, student or teacher.
        public let by: Int
        /// What was said about it, if anything.
        public let reason: String?

        /// A cancellation of these facts.
        public init(at: Instant, by: Int, reason: String?) {
            self.at = at
            self.by = by
            self.reason = reason
        }
    }

    /// Unique over all schools, 1 … 2^53 − 1.
    public let id: Int
    /// The slot's id.
    public let slotID: Int
    /// The teacher's id.
    public let teacherID: Int
    /// As the board shows it.
    public let teacherName: String
    /// The person's id.
    public let studentID: Int
    /// As the teacher knows them.
    public let studentName: String
    /// What the student told the teacher.
    public let note: String?
    /// A room or an https link; only the student and the teacher see it.
    public let place: String?
    /// When it was made.
    public let createdAt: Instant
    /// Set once it is cancelled.
    public let cancellation: Cancellation?

    /// A booking of these facts; `Store` reads them from `booking_face`.
    public init(
        id: Int, slotID: Int, teacherID: Int, teacherName: String, studentID: Int, studentName: String, note: String?,
        place: String?, createdAt: Instant, cancellation: Cancellation?
    ) {
        self.id = id
        self.slotID = slotID
        self.teacherID = teacherID
        self.teacherName = teacherName
        self.studentID = studentID
        self.studentName = studentName
        self.note = note
        self.place = place
        self.createdAt = createdAt
        self.cancellation = cancellation
    }
}

/// A slot kept for one student for a few minutes.
public struct Hold: Sendable {
    /// The slot's id.
    public let slotID: Int
    /// From then on it counts no more.
    public let expiresAt: Instant

    /// A hold of `slotID` until `expiresAt`.
    public init(slotID: Int, expiresAt: Instant) {
        self.slotID = slotID
        self.expiresAt = expiresAt
    }
}
