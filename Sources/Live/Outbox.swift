/// What a stream still owes its socket: at most the rest of one message, which it shares with all other streams.
///
/// A reader that does not keep up costs a reference and an offset. What it misses is not queued: once it reads again it
/// is told the newest state.
package struct Outbox {
    /// What became of a write to the socket.
    package enum Attempt {
        case wrote(Int)
        case full
        case broken
    }

    package enum Result: Equatable {
        case empty
        case blocked
        case broken
    }

    private var message: [UInt8] = []
    private var offset = 0
    private var isGathering = false

    package init() {}

    /// While true, nothing may be posted.
    package var isBlocked: Bool { !isGathering && offset < message.count }

    /// From now on, until `release`, nothing is written: what is posted leaves in one piece, which costs everybody
    /// on its way one wake-up instead of several.
    package mutating func gather() {
        isGathering = true
    }

    /// Writes what was gathered.
    package mutating func release(write: (UnsafeRawBufferPointer) -> Attempt) -> Result {
        isGathering = false
        return drain(write: write)
    }

    /// Writes as much as the socket takes and keeps the rest.
    package mutating func post(_ bytes: [UInt8], write: (UnsafeRawBufferPointer) -> Attempt) -> Result {
        precondition(!isBlocked, "a stream posts only when its last message is out")
        if isGathering {
            message += bytes
            return .empty
        }
        message = bytes
        offset = 0
        return drain(write: write)
    }

    /// Goes on with the rest.
    package mutating func drain(write: (UnsafeRawBufferPointer) -> Attempt) -> Result {
        while isBlocked {
            let attempt = message.withUnsafeBytes { write(UnsafeRawBufferPointer(rebasing: $0[offset...])) }
            switch attempt {
            case .wrote(let count): offset += count
            case .full: return .blocked
            case .broken: return .broken
            }
        }
        message = []
        offset = 0
        return .empty
    }
}
