/// Somebody of a school.
public struct Person: Sendable, Equatable {
    /// What a person may be; one person may be several.
    public enum Role: String, Sendable, CaseIterable {
        case student, teacher, admin
    }

    /// Unique over all schools, 1 … 2^53 − 1.
    public let id: Int
    /// As people read it.
    public let name: String
    /// Lower case.
    public let email: String
    /// What the person may do.
    public let roles: [Role]
    /// The teacher this person is, if any.
    public let teacherID: Int?
    /// IANA name.
    public let timeZone: String

    /// A person of these facts.
    public init(id: Int, name: String, email: String, roles: [Role], teacherID: Int?, timeZone: String) {
        self.id = id
        self.name = name
        self.email = email
        self.roles = roles
        self.teacherID = teacherID
        self.timeZone = timeZone
    }

    /// Whether the person has `role`.
    public func isA(_ role: Role) -> Bool {
        roles.contains(role)
    }
}

/// A teacher as the directory shows them.
public struct Teacher: Sendable {
    /// Unique over all schools, 1 … 2^53 − 1.
    public let id: Int
    /// As people read it.
    public let name: String
    /// What is taught, each a word or two.
    public let subjects: [String]
    /// Languages of the lessons, by their English names.
    public let languages: [String]
    /// Plain text, at most 4,000 characters.
    public let bio: String
    /// IANA name.
    public let timeZone: String
    /// Where lessons are unless a slot says otherwise; nobody but the teacher and who booked sees it.
    public let place: String?
    /// At most three, soonest first.
    public let nextOpenings: [Slot]

    /// A teacher of these facts.
    public init(
        id: Int, name: String, subjects: [String], languages: [String], bio: String, timeZone: String, place: String?,
        nextOpenings: [Slot]
    ) {
        self.id = id
        self.name = name
        self.subjects = subjects
        self.languages = languages
        self.bio = bio
        self.timeZone = timeZone
        self.place = place
        self.nextOpenings = nextOpenings
    }
}
