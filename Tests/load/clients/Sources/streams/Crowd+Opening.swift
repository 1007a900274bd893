import Glibc
import Wire

/// Opening, and coming back as a page does.
extension Crowd {
    /// The longest pause of a page that is refused again and again, in milliseconds.
    private static let longestPause = 30_000

    func openWhatIsDue() {
        for _ in 0..<min(opening.due(at: now), fresh.count) { wanting.append(fresh.removeLast()) }
        while inFlight < plan.mostInFlight, let index = wanting.popLast() { open(index) }
    }

    private func open(_ index: Int) {
        guard watchers[index].stage == .away else { return }
        guard let descriptor = connector.connect() else { return refuse(index, status: 0) }
        watchers[index].descriptor = descriptor
        watchers[index].stage = .connecting
        watchers[index].reply = Reply()
        inFlight += 1
        // On the loopback a connection is there at once, as long as nginx has room for it.
        if send(request(index), on: descriptor) {
            watchers[index].stage = .asking
            poll.watch(descriptor, for: .reading, token: UInt64(index))
        } else if errno == EAGAIN || errno == ENOTCONN {
            poll.watch(descriptor, for: .writing, token: UInt64(index))
        } else {
            lose(index, .broken)
        }
    }

    /// The connection stands, or has failed: the system tells with the first bytes.
    func ask(_ index: Int) {
        let descriptor = watchers[index].descriptor
        guard send(request(index), on: descriptor) else { return lose(index, .broken) }
        watchers[index].stage = .asking
        poll.change(descriptor, to: .reading, token: UInt64(index))
    }

    private func request(_ index: Int) -> String {
        let watcher = watchers[index], shelf = shelves[Int(watcher.shelf)]
        let path = plan.path ?? "/api/v1/events?teacher=\(shelf.teacher)&since=\(watcher.version)"
        var text = "GET \(path) HTTP/1.1\r\nHost: \(plan.host)\r\nAccept: text/event-stream\r\n"
        if watcher.lastWhole >= 0, let id = shelf.changes[Int(watcher.lastWhole)].id {
            text += "Last-Event-ID: \(String(decoding: id, as: UTF8.self))\r\n"
        }
        return text + "\r\n"
    }

    func send(_ text: String, on descriptor: Int32) -> Bool {
        var text = text
        return text.withUTF8 { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) == $0.count }
    }

    /// The answer has begun, and is a stream.
    func begin(_ index: Int) {
        inFlight -= 1
        watchers[index].stage = .open
        watchers[index].failures = 0
        tally.opened += 1
    }

    /// The connection is no more: the page comes back as the server has said, or after a failure as it sees fit.
    func lose(_ index: Int, _ ending: Ending) {
        let watcher = watchers[index]
        leave(index)
        switch (watcher.stage, ending) {
        case (.connecting, _), (.asking, _): refuse(index, status: Int(watcher.reply.status))
        case (_, .inOrder):
            tally.ended += 1
            comeBack(index, milliseconds: Int(watcher.retry) * .random(in: 50...150) / 100)
        case (_, .broken):
            tally.broken += 1
            comeBack(index, milliseconds: .random(in: 0...Int(watcher.retry)))
        }
    }

    /// Closes a connection, in whatever state.
    func leave(_ index: Int) {
        let watcher = watchers[index]
        switch watcher.stage {
        case .away: return
        case .connecting, .asking: inFlight -= 1
        case .open: tally.closed += 1
        case .greeted:
            tally.closed += 1
            tally.greeted -= 1
        case .stalled:
            tally.closed += 1
            tally.stalled -= 1
        }
        close(watcher.descriptor)
        watchers[index].descriptor = -1
        watchers[index].stage = .away
        watchers[index].reply = Reply()
    }

    private func refuse(_ index: Int, status: Int) {
        tally.refused += 1
        tally.lastRefusal = max(tally.lastRefusal, status)
        let failures = watchers[index].failures
        watchers[index].failures = min(failures + 1, 15)
        comeBack(index, milliseconds: .random(in: 0...min(Self.longestPause, 1000 << Int(failures))))
    }

    private func comeBack(_ index: Int, milliseconds: Int) {
        errands.make(.comeBack(index), at: now + milliseconds * 1_000_000)
    }

    /// So many pages are closed, and opened again at once.
    func churn(_ count: Int) {
        for _ in 0..<count {
            let index = Int.random(in: watchers.indices)
            guard watchers[index].stage == .greeted else { continue }
            leave(index)
            tally.churned += 1
            wanting.insert(index, at: 0)
        }
    }
}
