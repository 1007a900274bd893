/// Whether a server has fallen silent, and who may ask it then. A value without clock.
///
/// A server that refuses costs nobody time; one that says nothing costs each request its timeout. So where somebody
/// waited in vain and nobody else was answered meanwhile, the server is left alone for a moment. Then one may try, while
/// all others go on failing at once, until it answers.
package struct Outage: Sendable {
    /// A moment by the caller's clock.
    package typealias Moment = ContinuousClock.Instant

    /// For how long a silent server is left alone; also the longest wait in vain that is no silence.
    package static let pause = Duration.milliseconds(500)

    private var lastAnswer: Moment?
    private var leftAloneUntil: Moment?
    private var isTried = false

    package init() {}

    /// Whether somebody may ask now. Who may says afterwards how it went.
    package mutating func mayAsk(at now: Moment) -> Bool {
        guard let leftAloneUntil else { return true }
        guard leftAloneUntil <= now, !isTried else { return false }
        isTried = true
        return true
    }

    /// The server answered, be it with an error.
    package mutating func answered(at now: Moment) {
        self = Outage()
        lastAnswer = now
    }

    /// Who began to ask at `began` got no answer: it ran into a timeout, or was not let in.
    package mutating func failed(since began: Moment, at now: Moment) {
        isTried = false
        if let lastAnswer, lastAnswer >= began { return }
        if leftAloneUntil != nil || now - began >= Self.pause { leftAloneUntil = now + Self.pause }
    }
}
