import Locks

/// What the connections of a process know together of their server: one that is silent costs a timeout once in a while,
/// not each thread and request.
public final class ServerWatch: Sendable {
    private let outage: Lock<Outage>

    /// A watch over a server that nothing is known of. Who waits in vain for less than `patience` was unlucky.
    public init(patience: Duration = .milliseconds(500)) {
        outage = Lock(Outage(patience: patience))
    }

    /// Has `ask` done, unless the server is being left alone.
    func over<Answer>(_ ask: () throws(PostgresError) -> Answer) throws(PostgresError) -> Answer {
        let began = ContinuousClock.now
        guard outage.withLock({ $0.mayAsk(at: began) }) else {
            throw PostgresError(.connection, message: "left alone for a moment", place: "connect")
        }
        do {
            let answer = try ask()
            outage.withLock { $0.answered(at: .now) }
            return answer
        } catch {
            outage.withLock { error.isConnection ? $0.failed(since: began, at: .now) : $0.answered(at: .now) }
            throw error
        }
    }
}
