import Live
import Store
import Testing

/// A random number generator that repeats itself, so that a failing run can be looked at again (SplitMix64).
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A page that watches: keeps the highest version of each slot, fetches the board when it is told to, stalls at times.
private struct Page {
    var slots: [Int: Int]
    var position: Position
    var isStalled = false
    var isJoining = true
    var missed = false
}

/// A teacher's board in PostgreSQL, a Redis that loses, doubles and reorders, a topic and its pages.
private struct World {
    var dice: Dice
    var version = 0
    var board: [Int: Int] = [:]
    var messages: [(version: Int, slots: [SlotState])] = []
    var topic = Topic<Int>()
    var pages: [Page] = []
    var timers: [Topic<Int>.Timer] = []
    var query: (since: Int, version: Int, slots: [SlotState])?
    var isSending = false

    init(seed: UInt64) {
        dice = Dice(state: seed)
    }

    mutating func bring(_ effects: [Topic<Int>.Effect]) {
        for effect in effects {
            switch effect {
            case .send(let event):
                isSending = true
                for page in pages.indices { tell(page, event) }
            case .replay(let event, let members):
                for page in members {
                    pages[page].isJoining = false
                    tell(page, event)
                }
            case .read(let since):
                #expect(query == nil, "one query in flight")
                let changed = board.filter { $0.value > since }.map { slot($0.key, $0.value) }
                query = (since, version, changed)
            case .wait(let timer): timers.append(timer)
            }
        }
    }

    mutating func tell(_ index: Int, _ event: Event) {
        if pages[index].isStalled, event.base != event.version {
            pages[index].missed = true
            return
        }
        let form = pages[index].position.take(event)
        if form == .nothing { return }
        switch event.content {
        case .reset: pages[index].slots = board
        case .slots(let slots):
            #expect(slots.count <= Event.mostSlots)
            for slot in slots {
                pages[index].slots[slot.slotID] = max(slot.version, pages[index].slots[slot.slotID] ?? 0)
            }
        }
        if form == .whole {
            checkNothingMissing(pages[index], below: event.version)
        }
    }

    /// What an `id:` promises.
    func checkNothingMissing(_ page: Page, below version: Int) {
        for (slot, newest) in board where newest <= version { #expect(page.slots[slot] == newest) }
    }

    mutating func change() {
        version += 1
        let size = Int.random(in: 0..<40, using: &dice) == 0 ? 80 : Int.random(in: 1...3, using: &dice)
        let changed = (0..<size).map { _ in Int.random(in: 1...120, using: &dice) }
        for id in Set(changed) { board[id] = version }
        let lines = Set(changed).map { slot($0, version) }
        let message = (version, lines.count > Event.mostSlots ? [] : lines)
        switch Int.random(in: 0..<10, using: &dice) {
        case 0: break
        case 1: messages += [message, message]
        default: messages.insert(message, at: Int.random(in: 0...messages.count, using: &dice))
        }
    }

    mutating func join() {
        let isFresh = Bool.random(using: &dice)
        let age = isFresh ? 0 : Int.random(in: 0...90, using: &dice)
        let since = Since.version(max(0, version - age))
        let known = board.filter { $0.value <= since.version ?? 0 }
        pages.append(Page(slots: known, position: Position(since)))
        bring(topic.join(pages.count - 1, since: since))
    }

    mutating func stallOrReadOn() {
        guard let index = pages.indices.randomElement(using: &dice) else { return }
        pages[index].isStalled.toggle()
        if !pages[index].isStalled { readOn(index) }
    }

    mutating func readOn(_ index: Int) {
        pages[index].isStalled = false
        guard pages[index].missed, !pages[index].isJoining else { return }
        pages[index].missed = false
        pages[index].isJoining = true
        bring(topic.join(index, since: pages[index].position.since))
    }

    mutating func step() {
        switch Int.random(in: 0..<15, using: &dice) {
        case 0...3: change()
        case 4...6: deliver()
        case 7: join()
        case 8: stallOrReadOn()
        case 9: fireTimer()
        case 10: answer(fails: Int.random(in: 0..<5, using: &dice) == 0)
        case 11: finishSending()
        case 12: bring(Int.random(in: 0..<9, using: &dice) == 0 ? topic.subscribed() : topic.disconnected())
        case 13: topic.roundBegan()
        default: bring(topic.hear(version: version))
        }
    }

    mutating func deliver() {
        guard !messages.isEmpty else { return }
        let message = messages.removeFirst()
        bring(topic.hear(version: message.version, slots: message.slots))
    }

    mutating func fireTimer() {
        guard let index = timers.indices.randomElement(using: &dice) else { return }
        bring(topic.fired(timers.remove(at: index)))
    }

    mutating func answer(fails: Bool) {
        guard let query else { return }
        self.query = nil
        bring(
            fails ? topic.readFailed() : topic.answered(version: query.version, oldest: 0, slots: query.slots))
    }

    mutating func finishSending() {
        guard isSending else { return }
        isSending = false
        bring(topic.sent())
    }

    /// The weather clears: messages come, readers read, the heartbeat compares versions; until nothing moves.
    mutating func clear() {
        while !messages.isEmpty { deliver() }
        bring(topic.hear(version: version))
        for _ in 0..<1000 where query != nil || isSending || !timers.isEmpty {
            answer(fails: false)
            finishSending()
            fireTimer()
        }
        for index in pages.indices { readOn(index) }
        for _ in 0..<1000 where query != nil || isSending || !timers.isEmpty {
            answer(fails: false)
            finishSending()
            fireTimer()
        }
    }
}

@Suite("Whatever is lost, doubled, late or slow")
struct AnyWeatherTests {
    @Test("every page ends with the true board, and an id never hides a hole", arguments: 1...100)
    func everyPageEndsTrue(seed: Int) {
        var world = World(seed: UInt64(seed))
        world.bring(world.topic.open(awaitingConfirmation: true))
        for _ in 0..<400 { world.step() }
        world.clear()
        #expect(world.topic.last == world.version)
        for page in world.pages {
            #expect(page.position.version == world.version)
            #expect(page.slots == world.board)
        }
    }
}
