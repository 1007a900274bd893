/// What of a person's own has changed; somebody's bookings are also those with them as the teacher.
public struct OwnChanges: OptionSet, Sendable, Hashable {
    /// The kinds as bits.
    public let rawValue: UInt8

    /// Made, cancelled, moved, or shown otherwise.
    public static let bookings = OwnChanges(rawValue: 1)
    /// Made, let go, or taken over.
    public static let holds = OwnChanges(rawValue: 2)
    /// All there is: said where nobody knows what was missed.
    public static let everything: OwnChanges = [.bookings, .holds]

    private static let words: [(OwnChanges, String)] = [(.bookings, "bookings"), (.holds, "holds")]

    /// The kinds with these bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The kinds of these names; nil where one is unknown, or there is none.
    init?(words: [String]) {
        self = []
        for word in words {
            guard let kind = Self.words.first(where: { $0.1 == word })?.0 else { return nil }
            insert(kind)
        }
        if isEmpty { return nil }
    }

    /// The names of the kinds, as clients read them.
    public var words: [String] {
        Self.words.filter { contains($0.0) }.map(\.1)
    }
}

/// What is published to one person's own topic, one line of words.
public enum OwnMessage: Sendable, Equatable {
    /// `changed bookings holds`: something of yours changed, ask again.
    case changed(OwnChanges)
    /// `signed-out <hexadecimal>`: the session with this token hash is over.
    case signedOut(tokenHash: [UInt8])
    /// `blocked`: all sessions are over.
    case blocked

    /// Reads a payload; nil where it is not one.
    public init?(_ payload: [UInt8]) {
        let words = String(decoding: payload, as: UTF8.self).split(separator: " ").map(String.init)
        switch words.first {
        case "changed":
            guard let changes = OwnChanges(words: Array(words.dropFirst())) else { return nil }
            self = .changed(changes)
        case "signed-out":
            guard words.count == 2, let hash = bytes(ofHexadecimal: words[1]), !hash.isEmpty else { return nil }
            self = .signedOut(tokenHash: hash)
        case "blocked":
            guard words.count == 1 else { return nil }
            self = .blocked
        default: return nil
        }
    }

    /// The message as it is published.
    public var payload: [UInt8] {
        let words =
            switch self {
            case .changed(let changes): ["changed"] + changes.words
            case .signedOut(let hash): ["signed-out", hexadecimal(hash)]
            case .blocked: ["blocked"]
            }
        return Array(words.joined(separator: " ").utf8)
    }
}
