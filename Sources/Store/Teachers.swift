public import Postgres
public import Scheduling

/// The directory of teachers.
extension Database {
    /// What to look for, and where to go on.
    public struct TeacherSearch: Hashable, Sendable {
        /// Part of a name or a subject, without regard to case and accents; nil finds all.
        public let text: String?
        /// A whole subject, without regard to case.
        public let subject: String?
        /// Where to go on; nil is the first page.
        public let after: TeacherCursor?
        /// At most this many, 1 … 100.
        public let limit: Int

        /// A search of these terms; `limit` 1 … 100.
        public init(text: String?, subject: String?, after: TeacherCursor?, limit: Int) {
            self.text = text
            self.subject = subject
            self.after = after
            self.limit = limit
        }
    }

    /// A place in the directory: behind this teacher.
    public struct TeacherCursor: Hashable, Sendable {
        /// Unix seconds of the soonest opening; nil behind all that have one.
        public let opening: Int?
        /// As people read it.
        public let name: String
        /// Unique over all schools, 1 … 2^53 − 1.
        public let id: Int

        /// Behind the teacher `id`.
        public init(opening: Int?, name: String, id: Int) {
            self.opening = opening
            self.name = name
            self.id = id
        }
    }

    /// Teachers with their next openings: soonest opening first, then by name; at most `search.limit`.
    public func teachers(_ search: TeacherSearch, school: Int) throws(PostgresError) -> [Teacher] {
        let rows = try run(
            Self.directoryStatement,
            [
                .integer(school), .optionalText(search.text), .optionalText(search.subject),
                .bool(search.after != nil), .optionalInteger(search.after?.opening), .optionalText(search.after?.name),
                .optionalInteger(search.after?.id), .integer(search.limit),
            ])
        return try teachers(rows)
    }

    /// One teacher with the next openings; nil where the school has none of this id.
    public func teacher(_ key: BoardKey) throws(PostgresError) -> Teacher? {
        try teachers(run(Self.teacherStatement, [.integer(key.school), .integer(key.teacher)])).first
    }

    /// What a teacher says of themself: nil leaves a thing as it is.
    public struct Profile: Sendable {
        /// As people read it.
        public let name: String?
        /// What is taught, each a word or two.
        public let subjects: [String]?
        /// Languages of the lessons, by their English names.
        public let languages: [String]?
        /// Plain text, at most 4,000 characters.
        public let bio: String?
        /// IANA name.
        public let timeZone: String?
        /// A room or an https link; nil where the default counts.
        public let place: String??

        /// A change of these things.
        public init(
            name: String?, subjects: [String]?, languages: [String]?, bio: String?, timeZone: String?, place: String??
        ) {
            self.name = name
            self.subjects = subjects
            self.languages = languages
            self.bio = bio
            self.timeZone = timeZone
            self.place = place
        }
    }

    /// Changes a teacher's profile; returns the board's new version where another zone has changed the board.
    /// Times already published keep the zone they were agreed in.
    public func changeProfile(_ key: BoardKey, _ profile: Profile) throws(PostgresError) -> Int? {
        try run(
            """
            select change_teacher($1::bigint, $2::bigint, $3::text, $4::text[], $5::text[], $6::text, $7::text, \
            $8::bool, $9::text)
            """,
            [
                .integer(key.school), .integer(key.teacher), .optionalText(profile.name),
                profile.subjects.map { .texts($0) } ?? .null, profile.languages.map { .texts($0) } ?? .null,
                .optionalText(profile.bio), .optionalText(profile.timeZone), .bool(profile.place != nil),
                .optionalText(profile.place ?? nil),
            ]
        ).map { (row) throws(PostgresError) in try row.optionalInt() }.first ?? nil
    }

    /// Whether PostgreSQL, which does all zone arithmetic, knows the zone.
    public func knowsTimeZone(_ name: String) throws(PostgresError) -> Bool {
        try run("select known_time_zone($1::text)", [.text(name)]).first.map { (row) throws(PostgresError) in
            var row = row
            return try row.bool()
        } ?? false
    }

    /// Rows of one teacher follow each other, one an opening.
    private func teachers(_ rows: Rows) throws(PostgresError) -> [Teacher] {
        var teachers: [Teacher] = []
        var openings: [Slot] = []
        for index in (0..<rows.count).reversed() {
            var row = rows.row(index)
            let id = try row.int(), name = try row.text(), subjects = try row.texts(), languages = try row.texts()
            let bio = try row.text(), zone = try row.text(), place = try row.optionalText()
            let isFirst = try row.bool()
            if let slot = try row.optionalSlot() { openings.append(slot) }
            guard isFirst else { continue }
            teachers.append(
                Teacher(
                    id: id, name: name, subjects: subjects, languages: languages, bio: bio, timeZone: zone,
                    place: place, nextOpenings: openings.reversed()))
            openings = []
        }
        return teachers.reversed()
    }

    private static let teacherColumns = """
        t.id, t.name, t.subjects, t.languages, t.bio, t.time_zone, t.place,
        coalesce(opening.number, 1) = 1 as is_first
        """

    /// The next three openings of `t`.
    private static let openings = """
        left join lateral (
            select f.*, row_number() over (order by f.starts_at) as number
              from slot_face f
             where f.school_id = t.school_id
               and f.teacher_id = t.id
               and \(isOpen)
             order by f.starts_at
             limit 3
          ) opening on true
        """

    private static let openingColumns = Columns.slot.replacing(prefix: "f.", by: "opening.")

    private static let teacherStatement = """
        select \(teacherColumns), \(openingColumns)
          from teacher t
          \(openings)
         where t.school_id = $1::bigint
           and t.id = $2::bigint
         order by opening.number
        """

    private static let directoryStatement = """
        with found as (
            select t.*, first.starts_at as soonest
              from teacher t
              left join lateral (
                select f.starts_at
                  from slot_face f
                 where f.school_id = t.school_id
                   and f.teacher_id = t.id
                   and \(isOpen)
                 order by f.starts_at
                 limit 1
              ) first on true
             where t.school_id = $1::bigint
               and ($2::text is null
                    or strpos(folded(t.name || ' ' || array_to_string(t.subjects, ' ')), folded($2::text)) > 0)
               and ($3::text is null or folded($3::text) in (select folded(s) from unnest(t.subjects) s))
        ), page as (
            select *
              from found
             where not $4::bool
                or (coalesce(soonest, 9223372036854775807), name, id)
                   > (coalesce($5::bigint, 9223372036854775807), $6::text, $7::bigint)
             order by coalesce(soonest, 9223372036854775807), name, id
             limit $8::int
        )
        select \(teacherColumns), \(openingColumns)
          from page t
          \(openings)
         order by coalesce(t.soonest, 9223372036854775807), t.name, t.id, opening.number
        """
}

extension String {
    fileprivate func replacing(prefix: String, by other: String) -> String {
        split(separator: ", ").map { other + $0.dropFirst(prefix.count) }.joined(separator: ", ")
    }
}
