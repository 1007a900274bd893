/// What the doctor says about one thing.
struct Finding {
    enum Level: String {
        case ok, warn
        case fail = "FAIL"
    }

    let level: Level
    let subject: String
    /// What is so, or what is wrong.
    let state: String
    /// What to do about it.
    let advice: String?

    static func ok(_ subject: String, _ state: String) -> Finding {
        Finding(level: .ok, subject: subject, state: state, advice: nil)
    }

    static func warn(_ subject: String, _ state: String, do advice: String) -> Finding {
        Finding(level: .warn, subject: subject, state: state, advice: advice)
    }

    static func fail(_ subject: String, _ state: String, do advice: String) -> Finding {
        Finding(level: .fail, subject: subject, state: state, advice: advice)
    }

    /// `ok    Redis — 7.0.15, volatile-lfu`
    var line: String {
        let parts = [level.rawValue.padded(to: 5) + subject, state, advice].compactMap(\.self)
        return parts.joined(separator: " — ")
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
