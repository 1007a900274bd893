import Locks
import Postgres
import Redis

/// What the threads of a process know together of a Redis: one that hangs costs one of them its timeout now and then, and
/// not each request.
final class RedisWatch: Sendable {
    private let outage = Lock(Outage(patience: .milliseconds(100)))

    /// Has `ask` done, unless Redis is being left alone; nil where it did not answer, or refused.
    func over<Answer>(_ ask: () throws(RedisError) -> Answer) -> Answer? {
        let began = ContinuousClock.now
        guard outage.withLock({ $0.mayAsk(at: began) }) else { return nil }
        do {
            let answer = try ask()
            outage.withLock { $0.answered(at: .now) }
            return answer
        } catch {
            let isSilent = error.kind == .connection
            outage.withLock { isSilent ? $0.failed(since: began, at: .now) : $0.answered(at: .now) }
            return nil
        }
    }
}
