/// Carries a value that belongs to a loop's thread through other threads, so that work posted to the mailbox can name it:
/// `let hub = LoopBound(hub, to: loop)`, then `mailbox.post { hub.value.join(stream) }` from anywhere.
///
/// `@unchecked Sendable` holds because the value can be had on the loop's thread alone, which is checked each time. The
/// last reference must go there too: keep the box at least as long as the loop runs.
public final class LoopBound<Value>: @unchecked Sendable {
    private let content: Value
    private let mailbox: Mailbox

    /// Binds the value to the loop's thread.
    public init(_ value: Value, to loop: Loop) {
        content = value
        mailbox = loop.mailbox
    }

    /// The value. Traps outside the loop's thread.
    public var value: Value {
        precondition(mailbox.isOnLoop, "a value of the loop was asked for in another thread")
        return content
    }
}
