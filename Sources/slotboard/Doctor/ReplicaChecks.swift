import Postgres
import Store

/// The replica, where there is one, is a standby of this database and comes after the primary soon enough to be read.
func checkReplica(_ stack: Stack) async -> [Finding] {
    let subject = "replica"
    guard let url = try? stack.configuration[.replicaURL], let primaryURL = try? stack.configuration[.databaseURL]
    else { return [] }
    let standby = Database(PostgresConnection(url)), primary = Database(PostgresConnection(primaryURL))
    do throws(PostgresError) {
        guard let start = try standby.replayedPosition() else {
            return [.fail(subject, "is no standby, so it is not read", do: "make it one again, or unset its URL")]
        }
        guard try standby.clusterIdentifier() == primary.clusterIdentifier() else {
            return [.fail(subject, "is of another cluster", do: "set SLOTBOARD_REPLICA_URL to a standby of this one")]
        }
        let goal = try primary.writtenPosition()
        let bytes = goal.bytes - min(start.bytes, goal.bytes)
        guard let time = try await timeToReach(goal, standby) else {
            return [
                .warn(
                    subject,
                    "\(bytes) bytes behind, and not there within \(Int(Database.mostLag / .seconds(1))) s: not read",
                    do: "see its log: is replay paused, or the primary out of its reach?")
            ]
        }
        let milliseconds = Int(time / .milliseconds(1))
        return [.ok(subject, "a standby, \(bytes) bytes behind, there after \(milliseconds) ms")]
    } catch {
        return [.fail(subject, firstLine(error.message), do: "start it; until then the primary answers")]
    }
}

/// How long the standby takes to replay the log up to `goal`; nil where that is too long for it to be read.
private func timeToReach(_ goal: LogPosition, _ standby: Database) async throws(PostgresError) -> Duration? {
    let began = ContinuousClock.now
    while began.duration(to: .now) < Database.mostLag {
        if let position = try standby.replayedPosition(), position >= goal { return began.duration(to: .now) }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return nil
}
