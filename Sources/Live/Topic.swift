/// One teacher's board in the hub: which versions are known, which are missing, who waits for what.
///
/// A value without clock or I/O. Inputs are methods; each answers with the effects its caller must bring about, in order.
/// Whatever gets lost, doubled or reordered on the way, the versions tell: they are gapless in PostgreSQL, so the topic
/// passes on only what joins its `last` version without a hole and asks PostgreSQL for the rest.
package struct Topic<Member> {
    package enum Timer: Sendable, Hashable {
        /// Redis has not confirmed the subscription: read the version all the same.
        case confirmation
        /// A version is missing: two workers publish in the wrong order all the time, so it may be on its way.
        case gap
        /// Changes that come close together travel in one event.
        case window
        /// PostgreSQL did not answer.
        case retry
    }

    package enum Effect {
        /// To every member; `sent()` is called when the last one has it.
        case send(Event)
        /// To these members only: they have joined and now stand where the topic stands.
        case replay(Event, to: [Member])
        /// Ask PostgreSQL for the changes since this version; `answered` or `readFailed` follows.
        case read(since: Int)
        /// Call `fired` after the timer's time.
        case wait(Timer)
    }

    struct Joiner {
        let member: Member
        let since: Since
        /// The read in flight was asked for this one too: its answer decides.
        var isAsked = false
    }

    /// The query in flight; there is never a second one.
    struct Reading {
        let since: Int
        /// The topic's version when it began: PostgreSQL's cannot be lower.
        let last: Int?
        /// What had been heard of when it began, hence must be in its answer.
        let heard: Int
        /// The epoch changed meanwhile: the answer counts versions that mean nothing now.
        var isStale = false
    }

    /// Versions that came ahead of a missing one and are kept until it comes; more are left to PostgreSQL.
    private static var mostAhead: Int { 64 }

    /// Rounds for which changes are remembered: whoever comes back after a break comes within two minutes.
    private static var memory: Int { 8 }

    /// Nothing up to this version is missing here; `nil` until the first read.
    package private(set) var last: Int?
    private var sentVersion = 0
    private var recent = RecentChanges(floor: 0)
    /// The versions at the beginnings of the last rounds.
    private var marks: [Int] = []
    private var ahead: [Int: [SlotState]] = [:]
    private var heard = 0
    private var joiners: [Joiner] = []
    private var reading: Reading?
    private var mustRead = false
    private var mustReset = false
    private var isSending = false
    private var waits: Set<Timer> = []

    package init() {}

    /// A query is in flight.
    package var isReading: Bool { reading != nil }

    // MARK: Inputs

    /// The first watcher is coming. With Redis connected, the version is read only after the subscription is confirmed:
    /// a change in between would reach neither.
    package mutating func open(awaitingConfirmation: Bool) -> [Effect] {
        if awaitingConfirmation { return wait(.confirmation) }
        mustRead = true
        return settle()
    }

    /// Redis confirmed the subscription, the first or one after a break: from here on messages come, so what was
    /// missed before is read now.
    package mutating func subscribed() -> [Effect] {
        waits.remove(.confirmation)
        mustRead = true
        return settle()
    }

    /// The connection to Redis broke; a confirmation that was waited for will not come.
    package mutating func disconnected() -> [Effect] {
        guard waits.remove(.confirmation) != nil else { return [] }
        mustRead = true
        return settle()
    }

    package mutating func join(_ member: Member, since: Since) -> [Effect] {
        joiners.append(Joiner(member: member, since: since))
        return settle()
    }

    /// A change was published. Without slots it says only that the version exists.
    package mutating func hear(version: Int, slots: [SlotState] = []) -> [Effect] {
        guard version > last ?? -1 else { return [] }
        if slots.isEmpty || ahead.count >= Self.mostAhead {
            heard = max(heard, version)
        } else {
            ahead[version] = slots
        }
        return settle()
    }

    /// PostgreSQL's answer to `read`: the board's version, the oldest one it can tell changes since, the changed slots.
    package mutating func answered(version: Int, oldest: Int, slots: [SlotState]) -> [Effect] {
        guard let reading else { return [] }
        self.reading = nil
        guard !reading.isStale else { return settle() }
        if let known = reading.last, version < known {
            // Versions never fall while the epoch stands: somebody restored the database and did not raise it.
            void()
        }
        if last == nil {
            recent = RecentChanges(floor: version)
            sentVersion = version
        }
        recent.add(slots, since: min(reading.since, version), oldest: oldest)
        last = max(last ?? version, version)
        ahead = ahead.filter { $0.key > max(version, reading.heard) }
        if heard <= reading.heard { heard = version }
        return settle()
    }

    package mutating func readFailed() -> [Effect] {
        reading = nil
        for index in joiners.indices { joiners[index].isAsked = false }
        return wait(.retry)
    }

    /// The last event has reached every member.
    package mutating func sent() -> [Effect] {
        isSending = false
        return settle()
    }

    package mutating func fired(_ timer: Timer) -> [Effect] {
        guard waits.remove(timer) != nil else { return [] }
        switch timer {
        case .confirmation, .retry: mustRead = true
        case .gap: mustRead = mustRead || (hasGap && reading == nil)
        case .window: break
        }
        return settle()
    }

    /// A round of heartbeats begins: changes that were old news rounds ago are left to PostgreSQL.
    package mutating func roundBegan() {
        guard let last else { return }
        marks.append(last)
        if marks.count > Self.memory { recent.forget(upTo: marks.removeFirst()) }
    }

    /// The versions are counted anew: everybody needs a fresh board.
    package mutating func epochChanged() -> [Effect] {
        void()
        reading?.isStale = true
        joiners = joiners.map { Joiner(member: $0.member, since: $0.since == .now ? .now : .otherEpoch) }
        mustRead = true
        return settle()
    }

    // MARK: Decisions

    private mutating func settle() -> [Effect] {
        closeGap()
        return admit() + nextEvent() + read()
    }

    private mutating func closeGap() {
        guard var version = last else { return }
        while let slots = ahead.removeValue(forKey: version + 1) {
            version += 1
            recent.add(slots)
        }
        last = version
    }

    private var hasGap: Bool {
        guard let last else { return false }
        return heard > last || !ahead.isEmpty
    }

    /// Lets in whoever can be told what they miss; those of one version are told together. A joiner whom PostgreSQL's
    /// answer did not help needs a fresh board.
    private mutating func admit() -> [Effect] {
        guard let last, !joiners.isEmpty else { return [] }
        var effects: [Effect] = []
        var waiting: [Joiner] = []
        for (since, group) in Dictionary(grouping: joiners, by: \.since) {
            let content = content(since: since, last: last)
            var members: [Member] = []
            for joiner in group {
                let isAnswered = joiner.isAsked && reading == nil
                if content != nil || isAnswered { members.append(joiner.member) } else { waiting.append(joiner) }
            }
            if members.isEmpty { continue }
            let event = Event(base: since.version ?? last, version: last, content: content ?? .reset)
            effects.append(.replay(event, to: members))
        }
        joiners = waiting
        return effects
    }

    /// What a joiner misses, `nil` while only PostgreSQL knows. A client that is ahead of the topic shows a gap of the
    /// topic, until PostgreSQL says that there is no such version.
    private func content(since: Since, last: Int) -> Event.Content? {
        switch since {
        case .now: return .slots([])
        case .otherEpoch: return .reset
        case .version(let version) where version > last: return nil
        case .version(let version):
            switch recent.changes(since: version) {
            case .slots(let slots): return .slots(slots)
            case .tooMany: return .reset
            case .unknown: return nil
            }
        }
    }

    private mutating func nextEvent() -> [Effect] {
        guard let last, !isSending, !waits.contains(.window), mustReset || last > sentVersion else { return [] }
        let content: Event.Content
        if !mustReset, case .slots(let slots) = recent.changes(since: sentVersion) {
            content = .slots(slots)
        } else {
            content = .reset
        }
        let event = Event(base: sentVersion, version: last, content: content)
        sentVersion = last
        mustReset = false
        isSending = true
        return [.send(event)] + wait(.window)
    }

    private mutating func read() -> [Effect] {
        guard reading == nil, !waits.contains(.retry), !waits.contains(.confirmation) else { return [] }
        guard mustRead || (last != nil && !joiners.isEmpty) else { return hasGap ? wait(.gap) : [] }
        mustRead = false
        for index in joiners.indices { joiners[index].isAsked = true }
        let since = joiners.compactMap(\.since.version).reduce(last ?? .max, min)
        reading = Reading(since: since, last: last, heard: max(heard, ahead.keys.max() ?? 0))
        return [.read(since: since)]
    }

    private mutating func wait(_ timer: Timer) -> [Effect] {
        waits.insert(timer).inserted ? [.wait(timer)] : []
    }

    private mutating func void() {
        last = nil
        marks = []
        ahead = [:]
        heard = 0
        mustReset = true
    }
}
