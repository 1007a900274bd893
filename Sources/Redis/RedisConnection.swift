import CHiredis
import Glibc

/// One thread's connection to Redis.
///
/// It connects at its first use. After any error the context is thrown away, as hiredis wants it, and the next use makes
/// a new one, except that Redis is left alone for half a second after a connect that failed or an answer that did not
/// come: a Redis that is down or hangs must not cost every request its timeout.
public final class RedisConnection {
    private static let backOff = Duration.milliseconds(500)

    private let address: RedisAddress
    private let timeout: timeval
    private var context: UnsafeMutablePointer<redisContext>?
    private var leftAloneUntil: ContinuousClock.Instant?
    /// Rises with each connect: between two uses under one number, Redis was neither restarted nor out of reach.
    public private(set) var number = 0
    /// Since when the connection of this number stands; nil before the first.
    public private(set) var connectedAt: ContinuousClock.Instant?

    /// The timeout holds for connecting and for each answer.
    public init(_ address: RedisAddress, timeout milliseconds: Int = 150) {
        self.address = address
        timeout = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
        BrokenPipe.ignore()
    }

    deinit { redisFree(context) }

    /// Runs one command; an error of the server is thrown. With a `number`, only on the connection that has it.
    public func run(_ command: Command, onlyOn number: Int? = nil) throws(RedisError) -> Reply {
        let reply = try pipeline([command], onlyOn: number)[0]
        if case .failure(let message) = reply { throw RedisError(refusal: message) }
        return reply
    }

    /// Sends the commands together and gives their replies in the same order, errors of the server among them.
    public func pipeline(_ commands: [Command], onlyOn number: Int? = nil) throws(RedisError) -> [Reply] {
        guard !commands.isEmpty else { return [] }
        let context = try liveContext()
        if let number, number != self.number {
            throw RedisError(.connection, message: "another connection by now", place: "connect")
        }
        do throws(RedisError) {
            for command in commands { try append(command, to: context) }
            var replies: [Reply] = []
            replies.reserveCapacity(commands.count)
            for _ in commands { replies.append(try nextReply(of: context)) }
            return replies
        } catch {
            throwAway()
            throw error
        }
    }

    private func append(
        _ command: Command, to context: UnsafeMutablePointer<redisContext>
    ) throws(RedisError) {
        let status = command.withArguments { count, words, lengths in
            redisAppendCommandArgv(context, count, words, lengths)
        }
        guard status == REDIS_OK else { throw RedisError(of: context.pointee, at: "send") }
    }

    private func nextReply(of context: UnsafeMutablePointer<redisContext>) throws(RedisError) -> Reply {
        var reply: UnsafeMutableRawPointer?
        let status = redisGetReply(context, &reply)
        guard status == REDIS_OK, let reply else {
            // Of the errors of reading and writing only a timeout promises nothing for the next attempt.
            if context.pointee.err == REDIS_ERR_IO, errno == EAGAIN { leaveAlone() }
            throw RedisError(of: context.pointee, at: "answer")
        }
        defer { freeReplyObject(reply) }
        return Reply(copying: reply.assumingMemoryBound(to: redisReply.self).pointee)
    }

    // MARK: The context

    private func liveContext() throws(RedisError) -> UnsafeMutablePointer<redisContext> {
        if let context {
            if isAlive(context) { return context }
            throwAway()
        }
        if let leftAloneUntil, leftAloneUntil > .now {
            throw RedisError(.connection, message: "left alone for a moment", place: "connect")
        }
        return try connect()
    }

    /// Between commands Redis has nothing to say but farewell; hearing it before anything is sent makes a restart
    /// of Redis harmless.
    private func isAlive(_ context: UnsafeMutablePointer<redisContext>) -> Bool {
        var watched = pollfd(fd: context.pointee.fd, events: Int16(POLLIN), revents: 0)
        return poll(&watched, 1, 0) == 0
    }

    private func connect() throws(RedisError) -> UnsafeMutablePointer<redisContext> {
        let attempt =
            switch address {
            case .unix(let path): redisConnectUnixWithTimeout(path, timeout)
            case .tcp(let host, let port): redisConnectWithTimeout(host, Int32(port), timeout)
            }
        guard let made = attempt else {
            throw RedisError(.connection, message: "out of memory", place: "connect")
        }
        guard made.pointee.err == 0, redisSetTimeout(made, timeout) == REDIS_OK else {
            let failure = RedisError(of: made.pointee, at: "connect")
            redisFree(made)
            leaveAlone()
            throw failure
        }
        leftAloneUntil = nil
        number += 1
        connectedAt = .now
        context = made
        return made
    }

    private func throwAway() {
        redisFree(context)
        context = nil
    }

    private func leaveAlone() { leftAloneUntil = .now + Self.backOff }
}
