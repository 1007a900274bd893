public import Postgres

/// A tenant: everything belongs to one.
public struct School: Sendable, Equatable {
    /// Unique over all schools, 1 … 2^53 − 1.
    public let id: Int
    /// The name in the configuration, lower case.
    public let slug: String
    /// As people read it.
    public let name: String

    /// A school of these facts.
    public init(id: Int, slug: String, name: String) {
        self.id = id
        self.slug = slug
        self.name = name
    }
}

extension Database {
    /// The school with this host name, or else the one called `fallback`; nil where there is neither.
    public func school(host: String, fallback: String?) throws(PostgresError) -> School? {
        let rows = try run(
            """
            select id, slug, name
              from school
             where host = $1::text
                or slug = $2::text
             order by host = $1::text desc nulls last
             limit 1
            """, [.text(host), .optionalText(fallback)])
        guard rows.count > 0 else { return nil }
        var row = rows.row(0)
        return School(id: try row.int(), slug: try row.text(), name: try row.text())
    }
}
