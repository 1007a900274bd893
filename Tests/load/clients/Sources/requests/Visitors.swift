import Glibc
import Wire

/// All connections of the process, in one thread around one epoll.
///
/// In an open loop each request has an intended time, and its latency counts from there: a server that stands still for
/// a second is late for all who would have come in that second, not for the few who were connected ("coordinated
/// omission", Gil Tene; wrk2 measures so too).
final class Visitors {
    /// A kept connection.
    private struct Link {
        var descriptor: Int32 = -1
        var reply = Reply()
        /// What it waits for: nothing where it is free.
        var kind: Int?
        /// Nanoseconds of the monotonic clock.
        var intended = 0
    }

    /// How long an answer is waited for when all has been sent, in nanoseconds.
    private static let patience = 10_000_000_000

    private let plan: Plan
    private let target: Target
    private let poll: Poll
    private var decks: [Deck]
    private var mixture: Mixture
    private var links: [Link]
    private var free: [Int]
    private var tallies: [Tally]
    private var now = 0
    private var first = 0
    private var counted = 0..<0
    private var lastAnswer = 0
    private var sent = 0
    private var unsent = 0
    private var cpuBefore = 0.0
    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    private var text: [UInt8] = []

    init(_ plan: Plan) throws {
        self.plan = plan
        target = try Target(plan)
        poll = try Poll()
        decks = try plan.kinds.map { try Deck(file: $0.file, once: $0.once) }
        mixture = Mixture(weights: plan.kinds.map(\.weight))
        links = Array(repeating: Link(), count: plan.connections)
        free = Array(links.indices)
        tallies = plan.kinds.map { _ in Tally() }
        for index in links.indices where !connect(index) { throw Failure("nobody listens: \(Failure.reason)") }
    }

    func run() {
        first = Self.time()
        now = first
        let start = first + Int(plan.warmup * 1e9)
        counted = start..<start + Int(plan.seconds * 1e9)
        while !isOver {
            send()
            _ = poll.wait(nanoseconds: pause) { progress(Int($0)) }
            now = Self.time()
            if cpuBefore == 0, now >= start { cpuBefore = Self.cpu() }
        }
        giveUp()
    }

    var report: Report {
        let end = plan.rate == nil && !isUsedUp ? counted.upperBound : lastAnswer
        return Report(
            seconds: Double(end - counted.lowerBound) / 1e9, cpuSeconds: Self.cpu() - cpuBefore, unsent: unsent,
            kinds: zip(plan.kinds, tallies).map { $1.report(name: $0.name) })
    }

    private var isUsedUp: Bool { decks.contains(where: \.isUsedUp) }

    private var isSending: Bool { !isUsedUp && intended < counted.upperBound }

    private var isOver: Bool {
        if isSending { return now > counted.upperBound + Self.patience }
        return free.count == links.count || now > counted.upperBound + Self.patience
    }

    /// When the next request should leave.
    private var intended: Int {
        guard let rate = plan.rate else { return now }
        return first + Int(Double(sent) / rate * 1e9)
    }

    private var pause: Int {
        guard isSending, plan.rate != nil, !free.isEmpty else { return 100_000_000 }
        return min(max(intended - now, 0), 100_000_000)
    }

    /// Sends what is due, as far as there are free connections.
    private func send() {
        while isSending, intended <= now, let index = free.popLast() {
            let time = intended
            let kind = mixture.next()
            sent += 1
            links[index].kind = kind
            links[index].intended = time
            links[index].reply = Reply()
            guard links[index].descriptor >= 0 || connect(index) else {
                lose(index)
                continue
            }
            let descriptor = links[index].descriptor
            let isSent = decks[kind].draw {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) == $0.count
            }
            if !isSent { lose(index) }
        }
    }

    private func progress(_ index: Int) {
        let count = recv(links[index].descriptor, input.baseAddress, input.count, 0)
        guard count > 0 else {
            if count < 0, errno == EAGAIN || errno == EINTR { return }
            return links[index].kind == nil ? disconnect(index) : lose(index)
        }
        text.removeAll(keepingCapacity: true)
        links[index].reply.take(UnsafeRawBufferPointer(rebasing: input[..<count]), into: &text)
        guard links[index].reply.phase == .over else { return }
        finish(index, status: Int(links[index].reply.status))
        if links[index].reply.isLast { disconnect(index) }
        // A closed loop goes on at once; an open loop looks whether something was waiting for a connection.
        now = Self.time()
        send()
    }

    private func finish(_ index: Int, status: Int) {
        guard let kind = links[index].kind else { return }
        links[index].kind = nil
        free.append(index)
        let at = Self.time(), intended = links[index].intended
        guard isCounted(intended, at) else { return }
        lastAnswer = max(lastAnswer, at)
        tallies[kind].count(status: status, nanoseconds: at - intended)
    }

    /// An open loop counts what was to be sent within the time, a closed one what was answered.
    private func isCounted(_ intended: Int, _ answered: Int) -> Bool {
        counted.contains(plan.rate == nil && !plan.kinds.contains(where: \.once) ? answered : intended)
    }

    /// The connection broke before the answer was whole.
    private func lose(_ index: Int) {
        finish(index, status: 0)
        disconnect(index)
    }

    private func connect(_ index: Int) -> Bool {
        guard let descriptor = target.connect() else { return false }
        links[index].descriptor = descriptor
        poll.watch(descriptor, for: .reading, token: UInt64(index))
        return true
    }

    private func disconnect(_ index: Int) {
        if links[index].descriptor >= 0 { close(links[index].descriptor) }
        links[index].descriptor = -1
    }

    /// Whoever has no answer by now gets none.
    private func giveUp() {
        for index in links.indices where links[index].kind != nil { finish(index, status: -1) }
        guard let rate = plan.rate, !isUsedUp else { return }
        unsent = max(0, Int(rate * (plan.warmup + plan.seconds)) - sent)
    }

    private static func time() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    private static func cpu() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
