import Postgres

/// Why a command gives up: one line for the person who typed it.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// What PostgreSQL's refusal means to somebody at the command line.
    init(_ error: PostgresError) {
        if let constraint = error.constraint, let sentence = Self.sentences[constraint] {
            self.init(sentence)
            return
        }
        let said = error.message.split(separator: "\n").first.map(String.init) ?? error.description
        switch error.kind {
        case .connection: self.init("PostgreSQL cannot be reached (\(said)); start the stack with bin/up")
        case .server("3F000"), .server("42P01"), .server("42883"):
            self.init("the schema is missing or too old (\(said)); run bin/migrate")
        case .server, .decoding, .condition: self.init("PostgreSQL refused (\(said))")
        }
    }

    private static let sentences = [
        "school_slug_taken": "there is a school with this slug already",
        "school_slug_malformed": "a slug is made of small letters, digits and hyphens, such as north-shore",
        "school_host_taken": "another school has this host name",
        "school_host_malformed": "a host name is in small letters, such as tutors.example.org",
        "school_name_blank": "the name is empty",
        "school_time_zone_unknown": "PostgreSQL knows no such time zone; take an IANA name, such as Europe/Berlin",
        "person_email_malformed": "this is not an email address",
        "person_name_blank": "the name is empty",
        "person_time_zone_unknown": "PostgreSQL knows no such time zone; take an IANA name, such as Europe/Berlin",
    ]
}
