import HTTP
import Logging
import Postgres
import Redis
import Scheduling
import Store

/// The one door to the replica. Each handler that goes through it says so; all others read the primary.
///
/// What decides something must not go through it: what is free, who is signed in, what a write needs to know. Nor what is
/// kept for others, in Redis, in memory or in nginx: a request for everybody has no session, so nobody knows of its last
/// write, and the primary answers it.
extension Context {
    /// Reads what may be two seconds old: from the replica, where there is one and it has what this person wrote last;
    /// where not, or where it fails, from the primary. Within a write it is always the primary.
    func lagging<Answer>(_ read: (Database) throws(PostgresError) -> Answer) throws(PostgresError) -> Answer {
        if request.method?.isSafe == true, let answer = services.askReplica(after: session.lastWrite, read) {
            return answer
        }
        return try read(database)
    }
}

extension Services {
    /// Asks the replica; nil where there is none, where it is behind, or where it does not answer soon.
    fileprivate func askReplica<Answer>(
        after lastWrite: LastWrite, _ read: (Database) throws(PostgresError) -> Answer
    ) -> Answer? {
        guard let replica,
            let floor = shared.replica.floor(after: lastWrite, guardSince: guardRedis.connectedAt)
        else { return nil }
        do {
            return try read(Database(replica: replica, from: floor))
        } catch {
            log.debug("replica: \(error)")
            return nil
        }
    }

    /// Notes, where a replica is read, that something of these people's has changed: after the commit, before anybody is
    /// told, for whoever is told asks again at once.
    ///
    /// Where the primary cannot say how far its log goes, the people are shown no replica for as long as a note lives.
    func note(writeFor people: Set<PersonKey>) {
        guard replica != nil, !people.isEmpty else { return }
        let position = (try? database.writtenPosition()) ?? .end
        let noted: Void? = askGuard { redis throws(RedisError) in try LastWrites.note(people, at: position, redis) }
        if noted == nil { shared.replica.lostNote() }
    }
}
