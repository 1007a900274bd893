import CHiredis
public import EventLoop

/// Commands to Redis from a loop, which never blocks on them. Belongs to the loop's thread.
///
/// It connects by itself and again with growing pauses whenever the connection is lost; a Redis that does not answer for
/// two seconds counts as lost.
public final class AsyncRedis {
    private let link: AsyncLink

    /// Begins to connect.
    public init(_ address: RedisAddress, loop: Loop) {
        link = AsyncLink(address, loop: loop)
    }

    /// The connection stands.
    public var isConnected: Bool { link.isConnected }

    /// Sends the command, and completes with its reply or with why there is none. Without a connection it completes
    /// before it returns.
    public func run(_ command: Command, _ completion: @escaping (Result<Reply, RedisError>) -> Void) {
        let pending = Unmanaged.passRetained(Pending(completion))
        let isSent = link.send(
            command,
            to: { context, reply, pending in
                guard let pending else { return }
                if reply != nil { AsyncLink.of(context)?.answered() }
                Unmanaged<Pending>.fromOpaque(pending).takeRetainedValue().complete(reply)
            }, with: pending.toOpaque())
        if !isSent { pending.takeRetainedValue().complete(nil) }
    }
}

/// Keeps a completion while hiredis has its address; hiredis calls back exactly once for each command.
private final class Pending {
    private let completion: (Result<Reply, RedisError>) -> Void

    init(_ completion: @escaping (Result<Reply, RedisError>) -> Void) { self.completion = completion }

    func complete(_ reply: UnsafeMutableRawPointer?) {
        guard let reply else {
            return completion(.failure(RedisError(.connection, message: "no connection", place: "answer")))
        }
        switch Reply(copying: reply.assumingMemoryBound(to: redisReply.self).pointee) {
        case .failure(let message): completion(.failure(RedisError(refusal: message)))
        case let reply: completion(.success(reply))
        }
    }
}
