package import HTTP

/// What a client asks of `/api/v1/events`: some teachers' boards, each since a version, or what is the person's own.
package struct StreamRequest: Sendable, Equatable {
    package static let mostTeachers = 20

    /// Teacher → the version the client has; `nil` is "from now on".
    package private(set) var since: [Int: Int?]
    /// Whether hints at what is the person's own are wanted.
    package let wantsOwn: Bool
    /// The client's `Last-Event-ID`: its last whole event of one teacher, whichever wrote last.
    package let lastEvent: EventID?

    /// Reads the query and, where the browser came back by itself, the `Last-Event-ID` field.
    package init(query: Query, lastEventID: String?) throws(Problem) {
        lastEvent = try lastEventID.map { text throws(Problem) in
            guard let id = EventID(text) else {
                throw Problem(.badRequest, "“Last-Event-ID” is not an id of this stream.")
            }
            return id
        }
        wantsOwn = try Self.mine(query)
        switch (query.has("teacher"), query.has("teachers")) {
        case (true, false): since = [try Self.teacher(query): try Self.since(query)]
        case (false, true): since = try Self.teachers(query)
        case (true, true): throw .bad("teachers", "Give either “teacher” or “teachers”.")
        case (false, false) where wantsOwn: since = [:]
        case (false, false): throw .bad("teacher", "Say whose board: “teacher=7” or “teachers=7:42,9:17”.")
        }
    }

    /// Where each stream begins: the higher of what the address says and what the client saw last. An event id of
    /// another epoch says that the client's board is of no use any more.
    package func starts(epoch: String) -> [Int: Since] {
        since.reduce(into: [:]) { starts, wish in
            let (teacher, version) = wish
            guard let lastEvent, lastEvent.teacher == teacher else {
                starts[teacher] = version.map(Since.version) ?? .now
                return
            }
            starts[teacher] =
                lastEvent.epoch == epoch ? .version(max(lastEvent.version, version ?? 0)) : .otherEpoch
        }
    }

    private static func mine(_ query: Query) throws(Problem) -> Bool {
        guard query.has("mine") else { return false }
        guard query["mine"] == "1" else { throw .bad("mine", "“mine” is 1, or is left out.") }
        return true
    }

    private static func teacher(_ query: Query) throws(Problem) -> Int {
        guard let teacher = query["teacher"].flatMap(natural), teacher > 0 else {
            throw .bad("teacher", "“teacher” is a teacher's id.")
        }
        return teacher
    }

    private static func since(_ query: Query) throws(Problem) -> Int? {
        guard query.has("since") else { return nil }
        guard let since = query["since"].flatMap(natural) else {
            throw .bad("since", "“since” is the version of a board.")
        }
        return since
    }

    private static func teachers(_ query: Query) throws(Problem) -> [Int: Int?] {
        var wishes: [Int: Int?] = [:]
        for wish in (query["teachers"] ?? "").split(separator: ",", omittingEmptySubsequences: false) {
            let parts = wish.split(separator: ":", omittingEmptySubsequences: false)
            let numbers = parts.compactMap(natural)
            guard parts.count == 2, numbers.count == 2, numbers[0] > 0 else {
                throw .bad("teachers", "“teachers” is a list such as “7:42,9:17”.")
            }
            guard wishes.updateValue(numbers[1], forKey: numbers[0]) == nil else {
                throw .bad("teachers", "Teacher \(numbers[0]) is named twice.")
            }
        }
        guard wishes.count <= mostTeachers else {
            throw .bad("teachers", "At most \(mostTeachers) teachers share a stream.")
        }
        return wishes
    }

    /// A number that JSON can carry without loss: 0 … 2^53−1.
    private static func natural(_ text: some StringProtocol) -> Int? {
        guard text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        return Int(text).flatMap { $0 < 1 << 53 ? $0 : nil }
    }
}

/// The `id:` of an event: `epoch:teacher:version`.
package struct EventID: Sendable, Equatable, CustomStringConvertible {
    package let epoch: String
    package let teacher: Int
    package let version: Int

    package init(epoch: String, teacher: Int, version: Int) {
        self.epoch = epoch
        self.teacher = teacher
        self.version = version
    }

    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, let teacher = Int(parts[1]), let version = Int(parts[2]),
            teacher > 0, version >= 0
        else { return nil }
        self.init(epoch: String(parts[0]), teacher: teacher, version: version)
    }

    package var description: String { "\(epoch):\(teacher):\(version)" }
}
