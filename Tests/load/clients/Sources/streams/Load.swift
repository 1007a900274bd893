import FoundationEssentials
import Glibc
import Wire

/// A board on its way to a page whose stream was reset.
struct Load {
    let watcher: Int
    var reply = Reply()
    var body: [UInt8] = []
}

private struct Snapshot: Decodable {
    let version: Int
    let slots: [SlotState]
}

extension Crowd {
    /// Before a page tries again, in nanoseconds.
    private static let pause = 500_000_000...1_000_000_000

    func load(_ index: Int) {
        let teacher = shelves[Int(watchers[index].shelf)].teacher
        let path = "/api/v1/teachers/\(teacher)/slots?\(plan.window)"
        guard let descriptor = connector.connect() else { return again(index) }
        guard send("GET \(path) HTTP/1.1\r\nHost: \(plan.host)\r\nConnection: close\r\n\r\n", on: descriptor) else {
            close(descriptor)
            return again(index)
        }
        loads[descriptor] = Load(watcher: index)
        poll.watch(descriptor, for: .reading, token: Self.firstLoad + UInt64(descriptor))
    }

    func progress(load descriptor: Int32) {
        guard var load = loads[descriptor] else { return }
        var reply = load.reply
        let ending = receive(descriptor, &reply) { text, _ in load.body += text }
        load.reply = reply
        loads[descriptor] = load
        guard let ending else { return }
        close(descriptor)
        loads[descriptor] = nil
        guard ending == .inOrder, reply.status == 200, take(load) else { return again(load.watcher) }
    }

    /// Whether the board is one, and new enough: it may come from a cache.
    private func take(_ load: Load) -> Bool {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let watcher = watchers[load.watcher], shelf = shelves[Int(watcher.shelf)]
        guard let snapshot = try? decoder.decode(Snapshot.self, from: Data(load.body)),
            snapshot.version >= watcher.wanted ?? 0
        else { return false }
        let board = shelf.boards[Int(watcher.board)].renewed(by: snapshot.slots, version: snapshot.version)
        watchers[load.watcher].board = shelf.place(of: board)
        watchers[load.watcher].wanted = nil
        tally.snapshots += 1
        return true
    }

    private func again(_ index: Int) {
        errands.make(.load(index), at: now + .random(in: Self.pause))
    }
}
