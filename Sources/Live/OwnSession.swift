package import Scheduling
package import Store

/// Who stands at the door: a session, whose it is, and until when it lasts.
package struct OwnSession: Sendable, Equatable {
    package let key: SessionKey
    package let person: PersonKey
    package let expiresAt: Instant

    package init(key: SessionKey, person: Int, expiresAt: Instant) {
        self.key = key
        self.person = PersonKey(school: key.school, id: person)
        self.expiresAt = expiresAt
    }
}
