import EventLoop
import Glibc
import Locks
import Logging
import Postgres
import Store

/// What the threads of a process know together of the replica, and the thread that finds it out: what it does not know to
/// answer, nobody asks, so that a replica which is down, hangs or lags costs no request anything.
final class ReplicaWatch: Sendable {
    /// Between two rounds of questions.
    private static let interval = Duration.milliseconds(500)
    /// Milliseconds within which a replica answers, or the primary is asked instead.
    static let answerTimeout = 300

    /// The replica's own: one that is silent is left alone by all threads.
    let server = ServerWatch(patience: .milliseconds(250))
    private let lag = Lock(ReplicaLag())

    /// Up to where the replica must have come to answer; nil where it is not to be asked (`ReplicaLag`).
    func floor(after lastWrite: LastWrite, guardSince: ContinuousClock.Instant?) -> LogPosition? {
        lag.withLock { $0.floor(after: lastWrite, guardSince: guardSince, at: .now) }
    }

    /// A write could not be noted.
    func lostNote() {
        lag.withLock { $0.lostNote(at: .now) }
    }

    /// Asks both servers again and again, in a thread of its own, until the process ends; leaves nothing to be put in order.
    func start(primary: String, replica: String, log: Logger) throws(LoopError) {
        _ = try WorkerThread {
            let primary = Database(PostgresConnection(primary, connectTimeout: 1, answerTimeout: 500))
            let replica = Database(PostgresConnection(replica, connectTimeout: 1, answerTimeout: Self.answerTimeout))
            var wasUsed: Bool?
            while true {
                let failure = self.ask(primary, replica)
                let isUsed = self.lag.withLock { $0.floorOfAll(at: .now) != nil }
                if isUsed != wasUsed {
                    log.notice(
                        "\(isUsed ? "the replica is read" : "the replica is left aside: \(failure ?? "behind")")")
                }
                wasUsed = isUsed
                usleep(useconds_t(Self.interval / .microseconds(1)))
            }
        }
    }

    /// One round; returns what went wrong.
    private func ask(_ primary: Database, _ replica: Database) -> String? {
        var failure: String?
        let asked = ContinuousClock.now
        do {
            let position = try primary.writtenPosition()
            lag.withLock { $0.wrote(upTo: position, askedAt: asked) }
        } catch {
            failure = "the primary: \(error)"
        }
        let askedReplica = ContinuousClock.now
        do {
            let isOfCluster = try replica.clusterIdentifier() == primary.clusterIdentifier()
            let position = isOfCluster ? try replica.replayedPosition() : nil
            if position == nil { failure = "it is no replica of this cluster" }
            lag.withLock { $0.replayed(upTo: position, askedAt: askedReplica) }
        } catch {
            failure = "\(error)"
            lag.withLock { $0.replayed(upTo: nil, askedAt: askedReplica) }
        }
        return failure
    }
}
