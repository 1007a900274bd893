/// What all pages of the process have met so far.
struct Tally {
    var opened = 0
    var closed = 0
    /// Those of them that read and hear of every change.
    var greeted = 0
    var stalled = 0
    var heartbeats = 0
    var degraded = 0
    var events = 0
    /// New states of slots, a stream each time.
    var heard = 0
    var resets = 0
    var snapshots = 0
    /// The server ended the stream in order.
    var ended = 0
    /// The connection broke.
    var broken = 0
    /// No answer, or another than 200.
    var refused = 0
    /// Closed and opened again by ourselves.
    var churned = 0
    var doubled = 0
    var missed = 0
    var unreadable = 0
    /// The worst answer that refused a stream; 0 where there was none at all.
    var lastRefusal = 0

    var open: Int { opened - closed }

    var json: String {
        """
        {"open":\(open),"opened":\(opened),"greeted":\(greeted),"stalled":\(stalled),\
        "heartbeats":\(heartbeats),"degraded":\(degraded),\
        "events":\(events),"heard":\(heard),"resets":\(resets),"snapshots":\(snapshots),"ended":\(ended),\
        "broken":\(broken),"refused":\(refused),"churned":\(churned),"doubled":\(doubled),"missed":\(missed),\
        "unreadable":\(unreadable),"last_refusal":\(lastRefusal)}
        """
    }
}
