import Glibc
import Wire

/// What the driver wants: a line each, answered by a line of JSON.
extension Crowd {
    func obey() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(STDIN_FILENO, &buffer, buffer.count)
        if count < 0 { return }
        if count == 0 { return isOver = true }
        commandText += String(decoding: buffer[..<count], as: UTF8.self)
        while let end = commandText.firstIndex(of: "\n") {
            let words = commandText[..<end].split(separator: " ").map(String.init)
            commandText.removeSubrange(...end)
            print(answer(words))
            fflush(nil)
        }
    }

    private func answer(_ words: [String]) -> String {
        let number = words.count > 1 ? Double(words[1]) ?? 0 : 0
        switch words.first {
        case "status": break
        case "open": opening = Pace(perSecond: number, from: now)
        case "churn": churning = Pace(perSecond: number, from: now)
        case "stall": stall(share: number / 100)
        case "resume": resume()
        case "check" where words.count == 2: return check(words[1])
        case "arrivals" where words.count == 2: return writeArrivals(words[1])
        case "quit": isOver = true
        default: return #"{"error":"unknown command"}"#
        }
        return tally.json
    }

    /// This share of the pages stops to read.
    private func stall(share: Double) {
        for index in watchers.indices where watchers[index].stage == .greeted && .random(in: 0..<1) < share {
            poll.forget(watchers[index].descriptor)
            watchers[index].stage = .stalled
            tally.greeted -= 1
            tally.stalled += 1
        }
    }

    private func resume() {
        for index in watchers.indices where watchers[index].stage == .stalled {
            watchers[index].stage = .greeted
            tally.greeted += 1
            tally.stalled -= 1
            poll.watch(watchers[index].descriptor, for: .reading, token: UInt64(index))
        }
    }

    /// Holds every page's board against the one it must be.
    private func check(_ file: String) -> String {
        var judgement = Judgement()
        do {
            let boards = Dictionary(uniqueKeysWithValues: try Plan.boards(file: file).map { ($0.teacher, $0) })
            let truths = try shelves.map { shelf throws(Failure) in
                guard let known = boards[shelf.teacher] else { throw Failure("teacher \(shelf.teacher) is left out") }
                return Truth(known, shelf)
            }
            for watcher in watchers { judgement.judge(watcher, by: truths[Int(watcher.shelf)]) }
        } catch {
            return "{\"error\":\"the boards cannot be read\"}"
        }
        return judgement.json
    }

    /// The processes share the command: each adds its number to the file's name.
    private func writeArrivals(_ file: String) -> String {
        guard let target = fopen("\(file).\(getpid())", "w") else { return "{\"error\":\"\(Failure.reason)\"}" }
        defer { fclose(target) }
        let written = fwrite(arrivals, MemoryLayout<Arrival>.stride, arrivals.count, target)
        return "{\"arrivals\":\(written)}"
    }
}
