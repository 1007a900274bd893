import HTTP
import Postgres
import Scheduling
import Store

/// `GET /api/v1/teachers`: the directory, soonest opening first; the same for everybody, but searches are limited by person.
func listTeachers(_ context: Context) throws -> Response {
    let query = context.request.query
    try PublicAnswer.check(query, knows: ["q", "subject", "cursor", "limit", "fields"])
    let page = try PageRequest(query, cursorFields: 3)
    let search = Database.TeacherSearch(
        text: try query.searchText("q"), subject: try query.searchText("subject"),
        after: try page.cursor.map(teacherCursor), limit: page.limit + 1)
    guard query.has("q") || query.has("subject") else {
        let whole = try context.database.directory(search, school: context.school.id)
        return .page(whole, of: context.request).forEverybody(context.request)
    }
    return .page(try context.found(search), of: context.request)
}

/// `GET /api/v1/teachers/{id}`: one teacher, as everybody sees them.
func showTeacher(_ context: Context) throws -> Response {
    try PublicAnswer.check(context.request.query, knows: ["fields"])
    let teacher = try context.teacher(context.id)
    return Response.json { $0.teacher(teacher) }.forEverybody(context.request)
}

/// `GET /api/v1/profile`: the teacher who asks, with the place that only they see.
func showProfile(_ context: Context) throws -> Response {
    let teacher = try context.teacher(context.ownTeacher().teacher)
    return .json { $0.teacher(teacher, showsPlace: true) }
}

/// `PATCH /api/v1/teachers/{id}`: what a teacher says of themself.
func changeTeacher(_ context: Context) throws -> Response {
    let own = try context.ownTeacher()
    guard own.teacher == context.id else {
        _ = try context.teacher(context.id)
        throw Problem(.forbidden, "You can change your own profile only.")
    }
    var body = try context.body()
    let profile = Database.Profile(
        name: body.optionalText("name", length: 1...200),
        subjects: body.optionalTexts("subjects", atMost: 20, length: 1...100),
        languages: body.optionalTexts("languages", atMost: 20, length: 1...100),
        bio: body.optionalText("bio", length: 0...4000),
        timeZone: body.optionalText("time_zone", length: 1...64), place: body.clearableText("place", length: 0...500))
    try body.finish()
    if let zone = profile.timeZone { try context.checkTimeZone(zone) }

    let raised = try context.database.changeProfile(own, profile)
    context.services.note(writeFor: [try context.personKey()])
    if let raised {
        context.services.publish(version: raised, of: own)
    }
    return try showProfile(context)
}

extension Context {
    /// What a search finds. Visitors are shown what another one's found within the last second; who is signed in must not
    /// miss what they have just changed, so their own is made.
    fileprivate func found(_ search: Database.TeacherSearch) throws(PostgresError) -> EncodedPage {
        guard session.live == nil else {
            return try lagging { database throws(PostgresError) in try database.directory(search, school: school.id) }
        }
        return try services.shared.searches.page(of: .init(school: school.id, words: search)) {
            () throws(PostgresError) in try database.directory(search, school: school.id).compressed()
        }
    }

    /// A teacher of this school; throws `not-found`.
    fileprivate func teacher(_ id: Int) throws -> Teacher {
        guard let teacher = try database.teacher(BoardKey(school: school.id, teacher: id)) else {
            throw Problem(.notFound, "There is no such teacher.")
        }
        return teacher
    }
}

extension JSONBody {
    /// Text that null or blanks clear; nil where the member was not sent at all.
    mutating func clearableText(_ name: String, length: ClosedRange<Int>) -> String?? {
        guard has(name) else { return nil }
        let text = optionalText(name, length: length)
        return .some(text?.isEmpty == true ? nil : text)
    }
}

extension Query {
    /// A search term of at most 100 characters, blanks around it cut; nil where it is missing or empty.
    fileprivate func searchText(_ name: String) throws(Problem) -> String? {
        guard has(name) else { return nil }
        guard let text = self[name], !text.utf8.contains(0), text.unicodeScalars.count <= 100 else {
            throw Problem.bad(name, "\(name) is text of at most 100 characters.")
        }
        let words = text.split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? nil : words.joined(separator: " ")
    }
}

extension Database {
    /// A page of the directory; `search` asks for one teacher more, who tells whether another page follows.
    fileprivate func directory(_ search: TeacherSearch, school: Int) throws(PostgresError) -> EncodedPage {
        let found = try teachers(search, school: school)
        let shown = Array(found.prefix(search.limit - 1))
        let next = found.count > shown.count ? shown.last.map(seal) : nil
        return EncodedPage("teachers", shown, next: next) { $0.teacher($1) }
    }
}

private func seal(_ teacher: Teacher) -> String {
    let opening = teacher.nextOpenings.first.map { String($0.startsAt.unixSeconds) } ?? ""
    return PageRequest.seal([opening, String(teacher.id), teacher.name])
}

private func teacherCursor(_ parts: [String]) throws(Problem) -> Database.TeacherCursor {
    guard let id = Int(digits: parts[1]), parts[0].isEmpty || Int(digits: parts[0]) != nil else {
        throw Problem.bad("cursor", "This cursor is not one of ours.")
    }
    return Database.TeacherCursor(opening: Int(digits: parts[0]), name: parts[2], id: id)
}
