import HTTP
import Passwords
import Redis
import Scheduling
import Store

/// `POST /api/v1/session`: signs in. An unknown address takes as long as a wrong password and says the same.
func signIn(_ context: Context) throws -> Response {
    var body = try context.body()
    let email = body.email("email")
    let password = body.secret("password", bytes: 1...1024)
    try body.finish()

    let charge = try context.meter.chargeSignIn(email, school: context.school.id)
    let (found, isRight) = try context.meter.attempt(charge) {
        let found = try context.database.personSigningIn(email: email, school: context.school.id)
        let isRight = try context.services.shared.hashing.take {
            Password.verify(password, against: found?.passwordHash ?? Password.decoyHash)
        }
        return (found, isRight)
    }
    guard let found, found.passwordHash != nil, isRight else {
        throw Problem(.notSignedIn, "The address or the password is wrong.", reason: "wrong-credentials")
    }
    context.meter.giveBack(charge)
    let token = Password.randomToken()
    let expiresAt = try context.database.beginSession(
        of: found.0.id, tokenHash: Password.sha256(token), school: context.school.id)
    return Response.json { $0.session(Session(person: found.0, expiresAt: expiresAt)) }
        .setting("Set-Cookie", context.services.settings.cookie(token))
}

/// `GET /api/v1/session`: who is signed in; null where nobody is, which is no error.
func showSession(_ context: Context) throws -> Response {
    .json { $0.session(context.session.live) }
}

/// `DELETE /api/v1/session`: signs out. The tombstone is written before PostgreSQL is told and again after it, so that
/// no slow fill in between brings the session back; behind the second, the session's own streams are told.
func signOut(_ context: Context) throws -> Response {
    let goodbye = Response.noContent.setting("Set-Cookie", context.services.settings.cookie(nil))
    guard let hash = context.session.tokenHash else { return goodbye }
    context.services.bury(hash, school: context.school.id)
    guard let person = try context.database.endSession(tokenHash: hash, school: context.school.id) else {
        return goodbye
    }
    context.services.bury(hash, school: context.school.id)
    context.services.attempt { redis throws(RedisError) in
        let leaver = PersonKey(school: context.school.id, id: person)
        try Publisher.publish(to: [leaver: .signedOut(tokenHash: hash)], redis)
    }
    return goodbye
}

extension Services {
    /// Has the guard know that a session is over; without the guard nobody believes in sessions but PostgreSQL.
    fileprivate func bury(_ tokenHash: [UInt8], school: Int) {
        _ = askGuard { redis throws(RedisError) in try SessionCache.bury(school, [tokenHash], redis) }
    }
}

extension JSONWriter {
    /// `{"person", "expires_at"}`, both null for nobody.
    fileprivate mutating func session(_ session: Session?) {
        object { json in
            json.name("person")
            if let session { json.person(session.person) } else { json.null() }
            json.member("expires_at", session?.expiresAt)
        }
    }
}
