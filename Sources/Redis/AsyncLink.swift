import CHiredis
import EventLoop

/// A connection of hiredis's asynchronous side on a loop, made anew with growing pauses whenever it is lost.
///
/// hiredis calls back with this object's address in the context's `data`, and frees the context itself once it is
/// disconnected or could not connect. So the address is taken out of a context that this object gives up, and in those
/// two callbacks the context is forgotten instead of freed.
final class AsyncLink {
    typealias Context = UnsafeMutablePointer<redisAsyncContext>
    /// Called with the context, a reply or null, and the data that was given with it.
    typealias Callback = @convention(c) (Context?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> Void

    private static let firstPause = 0.1
    private static let longestPause = 2.0
    /// How long an answer may take before the connection counts as lost.
    private static let patience = Duration.seconds(2)

    private let address: RedisAddress
    private let loop: Loop
    private var context: Context?
    private var pause = firstPause
    /// The next step after the callback of hiredis that led to it: being up, or trying again.
    private var next: Timer?
    private var watchdog: Timer?

    private(set) var isConnected = false
    private var outstanding = 0
    private var waitingSince: ContinuousClock.Instant?

    /// The connection stands.
    var onUp: () -> Void = {}
    /// The connection that stood is lost.
    var onDown: () -> Void = {}
    /// Something arrived on a channel, or a word about a subscription.
    var onPush: (Reply) -> Void = { _ in }

    init(_ address: RedisAddress, loop: Loop) {
        self.address = address
        self.loop = loop
        BrokenPipe.ignore()
        watchdog = loop.every(0.25) { [unowned self] in checkPatience() }
        open()
    }

    deinit { giveUp() }

    /// Sends a command whose answer, or null if the connection is lost before, goes to the callback with its data.
    /// False where there is no connection: then the callback is never called.
    func send(
        _ command: Command, expecting answers: Int = 1, to callback: Callback,
        with data: UnsafeMutableRawPointer? = nil
    ) -> Bool {
        guard isConnected, let context else { return false }
        let status = command.withArguments { count, words, lengths in
            redisAsyncCommandArgv(context, callback, data, count, words, lengths)
        }
        guard status == REDIS_OK else { return false }
        outstanding += answers
        waitingSince = waitingSince ?? .now
        return true
    }

    /// Notes that one of the expected answers came.
    func answered() {
        outstanding -= 1
        waitingSince = outstanding > 0 ? .now : nil
    }

    // MARK: Coming and going

    private func open() {
        let attempt =
            switch address {
            case .unix(let path): redisAsyncConnectUnix(path)
            case .tcp(let host, let port): redisAsyncConnect(host, Int32(port))
            }
        guard let made = attempt else { return tryAgain() }
        guard made.pointee.err == 0, attach(made) else {
            redisAsyncFree(made)
            return tryAgain()
        }
        context = made
        waitingSince = .now
    }

    private func attach(_ made: Context) -> Bool {
        guard redisLibeventAttach(made, loop.base) == REDIS_OK,
            redisAsyncSetConnectCallback(made, { context, status in AsyncLink.of(context)?.connected(status) })
                == REDIS_OK,
            redisAsyncSetDisconnectCallback(made, { context, _ in AsyncLink.of(context)?.lost() }) == REDIS_OK
        else { return false }
        made.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        return true
    }

    private func connected(_ status: Int32) {
        guard status == REDIS_OK else { return lost() }
        waitingSince = nil
        // Not here: hiredis still works on the context, which what follows may free.
        next = loop.after(0) { [unowned self] in
            isConnected = true
            pause = Self.firstPause
            onUp()
        }
    }

    /// hiredis has disconnected and frees the context.
    private func lost() {
        context = nil
        outstanding = 0
        waitingSince = nil
        tryAgain()
        guard isConnected else { return }
        isConnected = false
        onDown()
    }

    private func tryAgain() {
        next = loop.after(pause) { [unowned self] in open() }
        pause = min(pause * 2, Self.longestPause)
    }

    private func checkPatience() {
        guard let waitingSince, waitingSince + Self.patience < .now else { return }
        disconnect()
    }

    /// Gives the connection up, as if it had been lost.
    func disconnect() {
        guard context != nil else { return }
        giveUp()
        lost()
    }

    /// Frees the context, at once or, within one of its callbacks, when that returns. Callbacks get null replies.
    private func giveUp() {
        guard let context else { return }
        self.context = nil
        context.pointee.data = nil
        redisAsyncFree(context)
    }

    /// The object behind a context, unless it has given the context up.
    static func of(_ context: UnsafePointer<redisAsyncContext>?) -> AsyncLink? {
        guard let data = context?.pointee.data else { return nil }
        return Unmanaged<AsyncLink>.fromOpaque(data).takeUnretainedValue()
    }
}
