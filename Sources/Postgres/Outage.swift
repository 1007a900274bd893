/// Whether a server has fallen silent, and who may ask it then. A value without clock.
///
/// A server that refuses costs nobody time; one that says nothing costs each request its timeout. So where somebody
/// waited in vain and nobody else was answered meanwhile, the server is left alone for a moment. Then one may try, while
/// all others go on failing at once, until it answers.
package struct Outage: Sendable {
    /// A moment by the caller's clock.
    package typealias Moment = ContinuousClock.Instant

    /// For how long a silent server is left alone.
    package static let pause = Duration.milliseconds(500)

    /// Who waited in vain for less than this was unlucky, and met no silence.
    private let patience: Duration
    private var lastAnswer: Moment?
    private var leftAloneUntil: Moment?
    private var isTried = false

    /// Nothing is known of the server yet.
    package init(patience: Duration = pause) {
        self.patience = patience
    }

    /// Whether somebody may ask now. Who may says afterwards how it went.
    package mutating func mayAsk(at now: Moment) -> Bool {
        guard let leftAloneUntil else { return true }
        guard leftAloneUntil <= now, !isTried else { return false }
        isTried = true
        return true
    }

    /// The server answered, be it with an error.
    package mutating func answered(at now: Moment) {
        self = Outage(patience: patience)
        lastAnswer = now
    }

    /// Who began to ask at `began` got no answer: it ran into a timeout, or was not let in.
    package mutating func failed(since began: Moment, at now: Moment) {
        isTried = false
        if let lastAnswer, lastAnswer >= began { return }
        if leftAloneUntil != nil || now - began >= patience { leftAloneUntil = now + Self.pause }
    }
}
