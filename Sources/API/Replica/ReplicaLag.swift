package import Postgres
package import Store

/// How far a replica must have come for its answer to count. A value without clock or I/O.
///
/// Nobody can ask a replica how old it is: its clock knows when it replayed last, and not whether the primary has been
/// silent since. So the process asks the primary twice a second how far its log goes. Whatever was acknowledged before
/// that question was sent lies below the answer, and a replica that has replayed that much shows nothing older.
package struct ReplicaLag: Sendable {
    /// A moment by the caller's clock.
    package typealias Moment = ContinuousClock.Instant

    /// How old the things that a replica shows may be.
    package static let bound = Database.mostLag
    /// How long it is believed of a replica that it answers and how far it has come.
    package static let newsLifetime = Duration.milliseconds(1500)

    /// The primary's positions, each with the moment before it was asked for; the oldest first, none older than the bound.
    private var written: [(position: LogPosition, askedAt: Moment)] = []
    private var replayed: (position: LogPosition, askedAt: Moment)?
    private var leftAloneUntil: Moment?

    /// Nothing is known yet of either.
    package init() {}

    /// The primary, asked at `moment`, said how far its log goes.
    package mutating func wrote(upTo position: LogPosition, askedAt moment: Moment) {
        written.append((position, moment))
        written.removeAll { $0.askedAt < moment - Self.bound }
    }

    /// The replica, asked at `moment`, said how far it has come; nil where it did not answer, or is no replica any more.
    package mutating func replayed(upTo position: LogPosition?, askedAt moment: Moment) {
        replayed = position.map { ($0, moment) }
    }

    /// A write of somebody's could not be noted: until everybody must be shown it, nobody reads the replica.
    package mutating func lostNote(at moment: Moment) {
        leftAloneUntil = moment + Self.bound
    }

    /// Up to where the replica must have replayed the log to answer somebody who wrote then; nil where it is not to be asked.
    ///
    /// `guardSince` is the moment since which the guard, by the connection that told of the last write, can have lost no
    /// note: one that was restarted a moment ago has forgotten those of a moment ago.
    package func floor(after lastWrite: LastWrite, guardSince: Moment?, at now: Moment) -> LogPosition? {
        guard let bound = floorOfAll(at: now) else { return nil }
        switch lastWrite {
        case .unknown: return nil
        case .before(let position): return max(position, bound)
        case .longAgo:
            guard let guardSince, guardSince <= now - Self.bound else { return nil }
            return bound
        }
    }

    /// Up to where it must have replayed to answer anybody; nil as above.
    package func floorOfAll(at now: Moment) -> LogPosition? {
        if let leftAloneUntil, now < leftAloneUntil { return nil }
        guard let replayed, replayed.askedAt > now - Self.newsLifetime,
            let floor = written.first(where: { $0.askedAt >= now - Self.bound })?.position,
            replayed.position >= floor
        else { return nil }
        return floor
    }
}
