import Live
import Store

/// A topic on the bench: remembers the effects of the last input and what each member was told.
struct TopicBench {
    var topic = Topic<String>()
    private(set) var effects: [Topic<String>.Effect] = []

    /// A topic that knows the board up to `last`, with Redis confirmed and nothing in flight.
    static func at(_ last: Int) -> TopicBench {
        var bench = TopicBench()
        bench.run { $0.open(awaitingConfirmation: true) }
        bench.run { $0.subscribed() }
        bench.answer(last)
        return bench
    }

    mutating func run(_ input: (inout Topic<String>) -> [Topic<String>.Effect]) {
        effects = input(&topic)
    }

    mutating func answer(_ version: Int, oldest: Int = 0, _ slots: [SlotState] = []) {
        run { $0.answered(version: version, oldest: oldest, slots: slots) }
    }

    mutating func hear(_ version: Int, _ slots: SlotState...) {
        run { $0.hear(version: version, slots: slots) }
    }

    /// The last event is out and the window has passed.
    mutating func settle() {
        var gathered = topic.sent()
        gathered += topic.fired(.window)
        effects = gathered
    }

    var sent: [Event] {
        effects.compactMap { if case .send(let event) = $0 { event } else { nil } }
    }

    var reads: [Int] {
        effects.compactMap { if case .read(let since) = $0 { since } else { nil } }
    }

    var waits: [Topic<String>.Timer] {
        effects.compactMap { if case .wait(let timer) = $0 { timer } else { nil } }
    }

    func replays(to member: String) -> [Event] {
        effects.compactMap {
            if case .replay(let event, let members) = $0, members.contains(member) { event } else { nil }
        }
    }
}

func slot(_ id: Int, _ version: Int) -> SlotState {
    SlotState(slotID: id, version: version, json: Array("{\"id\":\(id),\"version\":\(version)}".utf8))
}

func event(_ base: Int, _ version: Int, _ slots: SlotState...) -> Event {
    Event(base: base, version: version, content: .slots(slots))
}
