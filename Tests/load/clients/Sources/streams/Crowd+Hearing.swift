import Glibc
import Wire

/// What a stream says.
extension Crowd {
    func progress(_ index: Int) {
        switch watchers[index].stage {
        case .away, .stalled: break
        case .connecting: ask(index)
        case .asking, .open, .greeted: hear(index)
        }
    }

    private func hear(_ index: Int) {
        var reply = watchers[index].reply
        watchers[index].reply = Reply()
        let ending = receive(watchers[index].descriptor, &reply) { text, reply in
            if watchers[index].stage == .asking, reply.status == 200 { begin(index) }
            guard reply.status == 200 else { return }
            let used = text.withUnsafeBytes { Record.each(in: $0) { take($0, index) } }
            reply.keep(text[used...])
        }
        watchers[index].reply = reply
        if let ending {
            lose(index, ending)
        } else if reply.status != 0, reply.status != 200 {
            lose(index, .broken)
        }
    }

    private func take(_ record: Record, _ index: Int) {
        if let retry = record.retry { watchers[index].retry = Int32(clamping: retry) }
        guard record.data != nil else { return }
        if record.isNamed("heartbeat") {
            take(heartbeat: record, index)
        } else if record.isNamed("end") {
            // What it says, `retry:` says too.
            return
        } else {
            tally.events += 1
            let shelf = shelves[Int(watchers[index].shelf)]
            guard let change = shelf.change(record) else { return tally.unreadable += 1 }
            take(change, shelf, index)
        }
    }

    private func take(heartbeat: Record, _ index: Int) {
        tally.heartbeats += 1
        if watchers[index].stage == .open {
            watchers[index].stage = .greeted
            tally.greeted += 1
        }
        if heartbeat.isDegraded { tally.degraded += 1 }
        if let version = heartbeat.heartbeatVersion, version > watchers[index].version {
            tally.missed += version - watchers[index].version
        }
    }

    private func take(_ number: Int32, _ shelf: Shelf, _ index: Int) {
        let step = shelf.step(from: watchers[index].board, by: number)
        watchers[index].board = step.board
        tally.heard += step.news.count
        if !step.news.isEmpty {
            let at = Self.time(CLOCK_REALTIME)
            for version in step.news {
                arrivals.append(
                    Arrival(watcher: UInt32(index), teacher: UInt32(shelf.teacher), version: version, at: at))
            }
        }
        let change = shelf.changes[Int(number)]
        if change.isReset { return reset(index, change.version, number) }
        guard change.id != nil else { return }
        let last = watchers[index].version
        guard change.version > last else { return tally.doubled += 1 }
        tally.missed += change.holes(after: last)
        watchers[index].version = change.version
        watchers[index].lastWhole = number
    }

    /// The page's board may be of no use: it loads a fresh one within some seconds.
    private func reset(_ index: Int, _ version: Int, _ number: Int32) {
        tally.resets += 1
        watchers[index].version = version
        watchers[index].lastWhole = number
        if watchers[index].wanted == nil {
            errands.make(.load(index), at: now + .random(in: 0...5_000_000_000))
        }
        watchers[index].wanted = max(version, watchers[index].wanted ?? 0)
    }
}
