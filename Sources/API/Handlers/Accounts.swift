import HTTP
import Passwords
import Scheduling
import Store

/// `POST /api/v1/accounts`: makes a student's account and signs it in.
func createAccount(_ context: Context) throws -> Response {
    var body = try context.body()
    let name = body.text("name", length: 1...200)
    let email = body.email("email")
    let password = body.secret("password", bytes: 8...1024)
    let zone = body.text("time_zone", length: 1...64)
    try body.finish()
    let charge = try context.meter.chargeSignIn(email, school: context.school.id)
    let person = try context.meter.attempt(charge) {
        try context.checkTimeZone(zone)
        let hash = try context.services.shared.hashing.take { try Password.hash(password) }
        let new = Database.NewPerson(name: name, email: email, passwordHash: hash, timeZone: zone, roles: [.student])
        return try context.database.createPerson(new, school: context.school.id)
    }
    guard let person else {
        let detail = "There is an account with this address already. Sign in instead."
        throw Problem(
            .badRequest, detail, status: .conflict, reason: "email-taken", errors: [.init("email", detail)])
    }
    return try context.beginSession(of: person, answering: .created) { $0.person(person) }
}

extension JSONBody {
    /// An e-mail address: something, an @, something; lower case, as addresses are kept.
    mutating func email(_ name: String) -> String {
        parsed(name, "Give an e-mail address, such as ada@example.org.") { text in
            let halves = text.split(separator: "@", omittingEmptySubsequences: false)
            guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty }), text.utf8.count <= 254,
                !text.contains(where: { $0.isWhitespace || $0 == "\0" })
            else { return nil }
            return text.lowercased()
        } ?? ""
    }
}

extension Context {
    /// Throws where PostgreSQL, which does all zone arithmetic, does not know the zone.
    func checkTimeZone(_ zone: String) throws {
        guard try database.knowsTimeZone(zone) else {
            throw Problem.bad("time_zone", "Give a time zone by its IANA name, such as Europe/Berlin.")
        }
    }

    /// Begins a session of `person` and answers with its cookie.
    func beginSession(
        of person: Person, answering status: Status, _ write: (inout JSONWriter) -> Void
    ) throws -> Response {
        let token = Password.randomToken()
        _ = try database.beginSession(of: person.id, tokenHash: Password.sha256(token), school: school.id)
        return Response.json(status, write).setting("Set-Cookie", services.settings.cookie(token))
    }
}

extension Settings {
    /// The session cookie with this token; nil makes the browser forget it.
    func cookie(_ token: [UInt8]?) -> String {
        Cookie.set(
            SessionCookie.name(of: publicURL), token.map(Password.base64URL) ?? "",
            maxAge: token == nil ? 0 : Session.lifetime, isSecure: publicURL.isSecure)
    }
}
