package import HTTP

/// `fields=id,starts_at,status`: of each item of an answer, only these members.
///
/// The answer is made as ever and cut down afterwards. So a chosen board comes from the same encoded board as a whole one.
package struct FieldChoice: Sendable {
    /// The answer's member that lists the items; nil where the answer itself is the item.
    package let list: String?
    /// What may be chosen: the members of the item's schema in public/openapi.json.
    package let names: [String]

    /// The items are objects of these members, listed in the answer's member `list`.
    package static func each(of list: String, _ names: [String]) -> FieldChoice {
        FieldChoice(list: list, names: names)
    }

    /// The answer is an object of these members.
    package static func whole(_ names: [String]) -> FieldChoice {
        FieldChoice(list: nil, names: names)
    }

    /// The names that a request wants, in its order; nil where it wants everything.
    ///
    /// Throws `bad-request` where one is unknown, empty or there twice.
    package func wanted(by query: Query) throws(Problem) -> [String]? {
        let values = query.items.filter { $0.name == "fields" }
        guard let first = values.first else { return nil }
        guard values.count == 1, let list = first.value else {
            throw Problem.bad("fields", "fields is given once: names of members, with commas between.")
        }
        let wanted = list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        var seen: Set<String> = []
        for name in wanted {
            guard names.contains(name) else {
                let shown = name.isEmpty ? "An empty name" : "“\(name.prefix(40))”"
                throw Problem.bad("fields", "\(shown) is no field here. There are \(names.joined(separator: ", ")).")
            }
            guard seen.insert(name).inserted else { throw Problem.bad("fields", "“\(name)” is named twice.") }
        }
        return wanted
    }

    /// The handler, cut down to what a request wants.
    func applied(
        to handler: @escaping @Sendable (Context) throws -> Response
    ) -> @Sendable (Context) throws -> Response {
        { context in
            guard let wanted = try wanted(by: context.request.query) else { return try handler(context) }
            var response = try handler(context.wantingIdentity())
            if response.status == .ok {
                let filter = MemberFilter(keeping: wanted)
                response.body = list.map { filter.objects(in: $0, of: response.body) } ?? filter.object(response.body)
            }
            // Caches tell addresses apart by their letters: of all the orders of the same names, they keep one.
            if wanted != wanted.sorted() { response.replace("Cache-Control", "no-store") }
            return response.compressed(for: context.request)
        }
    }
}

extension Context {
    /// The same request by somebody who takes no compressed answer. It has no shape, for the whole answer must not be kept
    /// as the answer to a request for some of its members.
    fileprivate func wantingIdentity() -> Context {
        Context(
            request: request.without("accept-encoding"), ids: ids, school: school, session: session, meter: meter,
            services: services)
    }
}

/// What the API's items are made of.
enum Members {
    static let slot = [
        "id", "teacher_id", "starts_at", "ends_at", "local_start", "utc_offset", "status", "capacity", "seats_left",
        "held_until", "version",
    ]
    static let ownSlot = slot + ["place", "note", "holds", "bookings"]
    static let teacher = ["id", "name", "subjects", "languages", "bio", "time_zone", "next_openings"]
    static let booking = [
        "id", "slot", "teacher", "student", "status", "note", "place", "created_at", "cancelled_at", "cancelled_by",
        "reason",
    ]
    static let hold = ["slot_id", "expires_at"]
}
