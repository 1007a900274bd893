public import Postgres
public import Scheduling

/// The people of a school and how they sign in.
extension Database {
    /// What somebody who wants an account says of themself.
    public struct NewPerson: Sendable {
        /// As people read it.
        public let name: String
        /// Lower case.
        public let email: String
        /// Argon2id; nil is an account nobody can sign in to.
        public let passwordHash: String?
        /// IANA name.
        public let timeZone: String
        /// What the person may do.
        public let roles: [Person.Role]

        /// An account of these facts.
        public init(name: String, email: String, passwordHash: String?, timeZone: String, roles: [Person.Role]) {
            self.name = name
            self.email = email
            self.passwordHash = passwordHash
            self.timeZone = timeZone
            self.roles = roles
        }
    }

    /// Makes an account, for a teacher with their profile and their board; nil where the address has one already.
    public func createPerson(_ person: NewPerson, school: Int) throws(PostgresError) -> Person? {
        let rows = try run(
            "select * from create_person($1::bigint, $2::text, $3::text, $4::text, $5::text, $6::text[])",
            [
                .integer(school), .text(person.email), .text(person.name), .text(person.timeZone),
                .optionalText(person.passwordHash), .texts(person.roles.map(\.rawValue)),
            ])
        guard var row = rows.first else { return nil }
        let id = try row.int()
        return Person(
            id: id, name: person.name, email: person.email, roles: person.roles, teacherID: try row.optionalInt(),
            timeZone: person.timeZone)
    }

    /// The person with this address and the hash of their password; nil where there is none or they are blocked.
    public func personSigningIn(email: String, school: Int) throws(PostgresError) -> (Person, passwordHash: String?)? {
        let rows = try run(
            """
            select \(Self.personColumns), p.password_hash
              from person p
              left join teacher t on t.school_id = p.school_id and t.person_id = p.id
             where p.school_id = $1::bigint
               and p.email = $2::text
               and p.blocked_at is null
            """, [.integer(school), .text(email)])
        guard rows.count > 0 else { return nil }
        var row = rows.row(0)
        return (try row.person(), try row.optionalText())
    }

    /// Blocks a person and ends their sessions, or lets them sign in again. Returns who it is and the token hashes of
    /// the sessions that are over before their time; nil where the school has nobody with this address.
    public func setBlocked(
        _ isBlocked: Bool, email: String, school: Int
    ) throws(PostgresError) -> (person: Int, tokenHashes: [[UInt8]])? {
        let rows = try run(
            """
            select person_id, hash
              from \(isBlocked ? "block_person" : "unblock_person")($1::bigint, $2::text)
              left join unnest(token_hashes) hash on true
            """, [.integer(school), .text(email)])
        let pairs = try rows.map { (row) throws(PostgresError) in (try row.int(), try row.optionalBytes()) }
        return pairs.first.map { ($0.0, pairs.compactMap(\.1)) }
    }

    static let personColumns = """
        p.id, p.name, p.email, p.time_zone, t.id,
        array(select r.role from person_role r where r.school_id = p.school_id and r.person_id = p.id order by r.role)
        """
}

extension Row {
    mutating func person() throws(PostgresError) -> Person {
        let id = try int(), name = try text(), email = try text(), zone = try text()
        let teacher = try optionalInt(), roles = try texts().compactMap(Person.Role.init(rawValue:))
        return Person(id: id, name: name, email: email, roles: roles, teacherID: teacher, timeZone: zone)
    }
}
