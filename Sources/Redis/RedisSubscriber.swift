import CHiredis
public import EventLoop

/// Redis's channels on a loop. Belongs to the loop's thread.
///
/// It connects by itself and again with growing pauses whenever the connection is lost, and then subscribes to its
/// channels anew. What was published meanwhile is gone: after `onSubscribed` the listener reads what it may have missed.
public final class RedisSubscriber {
    /// Channels named in one command after a reconnect.
    private static let batch = 500

    private let link: AsyncLink
    private var channels: Set<String> = []
    private var patterns: Set<String> = []

    /// Something was published: its channel and its bytes. Where a pattern fits a channel that is listened to by name
    /// too, it comes twice.
    public var onMessage: (_ channel: String, _ payload: [UInt8]) -> Void = { _, _ in }
    /// Redis has confirmed the subscription to a channel or pattern: whatever is published from now on arrives. Comes
    /// again after a reconnect.
    public var onSubscribed: (_ name: String) -> Void = { _ in }
    /// The connection stands; subscriptions are on their way.
    public var onConnected: () -> Void = {}
    /// The connection is lost: nothing arrives until `onSubscribed`.
    public var onDisconnected: () -> Void = {}

    /// Begins to connect.
    public init(_ address: RedisAddress, loop: Loop) {
        link = AsyncLink(address, loop: loop)
        link.onUp = { [unowned self] in
            resubscribe()
            onConnected()
        }
        link.onDown = { [unowned self] in onDisconnected() }
        link.onPush = { [unowned self] in receive($0) }
    }

    /// The connection stands.
    public var isConnected: Bool { link.isConnected }

    /// Listens to a channel from the next `onSubscribed` on; does nothing where it does so already.
    public func subscribe(_ channel: String) {
        guard channels.insert(channel).inserted, link.isConnected else { return }
        send("SUBSCRIBE", [channel])
    }

    /// Listens to every channel that fits a pattern (as Redis's PSUBSCRIBE reads it), for as long as this object lives.
    public func subscribe(pattern: String) {
        guard patterns.insert(pattern).inserted, link.isConnected else { return }
        send("PSUBSCRIBE", [pattern])
    }

    /// Listens no longer.
    public func unsubscribe(_ channel: String) {
        guard channels.remove(channel) != nil, link.isConnected else { return }
        send("UNSUBSCRIBE", [channel])
    }

    private func resubscribe() {
        if !patterns.isEmpty { send("PSUBSCRIBE", patterns) }
        var rest = Array(channels)[...]
        while !rest.isEmpty {
            send("SUBSCRIBE", rest.prefix(Self.batch))
            rest = rest.dropFirst(Self.batch)
        }
    }

    /// Each channel is answered by a word of its own. hiredis 0.14 ends the process when Redis confirms the end of a
    /// subscription that it does not know; the set of channels sees to it that both words always alternate.
    private func send(_ word: String, _ channels: some Collection<String>) {
        var command = Command(word)
        for channel in channels { command.append(channel) }
        let isSent = link.send(
            command, expecting: channels.count,
            to: { context, reply, _ in
                guard let reply = reply?.assumingMemoryBound(to: redisReply.self).pointee else { return }
                AsyncLink.of(context)?.onPush(Reply(copying: reply))
            })
        // It would be a subscription that nobody makes: better to begin again with all of them.
        if !isSent { link.disconnect() }
    }

    private func receive(_ push: Reply) {
        guard let parts = push.elements, parts.count >= 3, let channel = parts[1].text else { return }
        switch parts[0].text {
        case "pmessage":
            guard parts.count == 4, let channel = parts[2].text, case .bytes(let payload) = parts[3] else { return }
            onMessage(channel, payload)
        case "psubscribe":
            link.answered()
            onSubscribed(channel)
        case "message":
            guard case .bytes(let payload) = parts[2], channels.contains(channel) else { return }
            onMessage(channel, payload)
        case "subscribe":
            link.answered()
            if channels.contains(channel) { onSubscribed(channel) }
        case "unsubscribe": link.answered()
        default: break
        }
    }
}
