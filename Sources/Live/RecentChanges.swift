import Store

/// The newest state of the slots that changed last, above a floor: the topic's own small copy of "changes since V".
///
/// It answers joining and lagging streams without asking PostgreSQL, so a thousand clients that come back at once cost
/// one query per teacher. Its size is that of one event: whoever needs more slots needs a fresh board.
package struct RecentChanges: Sendable {
    package enum Answer: Equatable {
        case slots([SlotState])
        /// More than an event's worth has changed since then; asking PostgreSQL could not help.
        case tooMany
        /// Below what is remembered: PostgreSQL knows.
        case unknown
    }

    /// Every change above this version is here.
    private var floor: Int
    /// Since a version below this one more slots have changed than an event may carry, or their trace is gone.
    private var hopelessBelow = 0
    private var states: [Int: SlotState] = [:]

    package init(floor: Int) {
        self.floor = floor
    }

    /// Takes over the changes of the next version; of each slot the highest version stays.
    package mutating func add(_ changes: [SlotState]) {
        for change in changes where change.version > states[change.slotID]?.version ?? floor {
            states[change.slotID] = change
        }
        forgetOldest()
    }

    /// Takes over all changes above `since`, as PostgreSQL tells them; what lies below `oldest` is lost for good.
    package mutating func add(_ changes: [SlotState], since: Int, oldest: Int) {
        floor = min(floor, since)
        hopelessBelow = max(hopelessBelow, oldest)
        add(changes)
    }

    /// Lets go of every change up to a version; PostgreSQL has them.
    package mutating func forget(upTo version: Int) {
        guard version > floor else { return }
        floor = version
        states = states.filter { $0.value.version > version }
    }

    /// The slots that changed above a version, in the order of their ids.
    package func changes(since version: Int) -> Answer {
        if version < hopelessBelow { return .tooMany }
        if version < floor { return .unknown }
        return .slots(states.values.filter { $0.version > version }.sorted { $0.slotID < $1.slotID })
    }

    /// Slots of one version leave together: the rest is still whole above the new floor.
    private mutating func forgetOldest() {
        guard states.count > Event.mostSlots else { return }
        let newestFirst = states.values.map(\.version).sorted(by: >)
        floor = newestFirst[Event.mostSlots]
        hopelessBelow = max(hopelessBelow, floor)
        states = states.filter { $0.value.version > floor }
    }
}
