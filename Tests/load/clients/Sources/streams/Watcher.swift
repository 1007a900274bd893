import Wire

/// One page with an open board: what it needs to hear of changes, to come back, and to be looked at in the end.
struct Watcher {
    enum Stage: UInt8 {
        /// It has no connection, and will have one.
        case away
        case connecting
        /// The request is out.
        case asking
        /// The answer has begun.
        case open
        /// It has had its first heartbeat: from then on it hears of every change.
        case greeted
        /// It does not read.
        case stalled
    }

    let shelf: Int32
    var stage = Stage.away
    var failures: UInt8 = 0
    var descriptor: Int32 = -1
    var reply = Reply()
    var board: Int32 = 0
    /// Nothing up to this version is missing on the stream.
    var version: Int
    /// The change whose `id:` came last.
    var lastWhole: Int32 = -1
    /// How long to wait before coming back, in milliseconds, as the server has said.
    var retry: Int32 = 2000
    /// A reset wants a board that is not older than this.
    var wanted: Int?

    init(shelf: Int, version: Int) {
        self.shelf = Int32(shelf)
        self.version = version
    }
}
