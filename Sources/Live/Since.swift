/// From where on a stream wants to hear of a teacher's board.
package enum Since: Sendable, Hashable {
    /// Whatever comes: the client has no board yet, or asked for nothing older.
    case now
    /// The client has everything up to this version.
    case version(Int)
    /// The client's versions were counted before a restore or a wipe and mean nothing now.
    case otherEpoch

    package var version: Int? {
        if case .version(let version) = self { version } else { nil }
    }
}

/// What a stream has of one teacher's board, kept while events pass to it.
package struct Position: Sendable {
    /// In which form an event goes to a stream.
    package enum Form: Equatable {
        /// With `id:`: nothing below it is missing on the stream.
        case whole
        /// Without `id:`: something below it is still to come.
        case partial
        case nothing
    }

    package private(set) var since: Since

    package init(_ since: Since) {
        self.since = since
    }

    /// The version up to which the stream has everything.
    package var version: Int? { since.version }

    /// The versions are counted anew: whoever has a board needs a reset before anything else.
    package mutating func epochChanged() {
        if since != .now { since = .otherEpoch }
    }

    /// How the event is to be written; the position is where the stream will be once it is.
    package mutating func take(_ event: Event) -> Form {
        if event.content == .reset {
            since = .version(event.version)
            return .whole
        }
        switch since {
        case .version(let version) where version >= event.version:
            return .nothing
        case .version(let version) where version >= event.base:
            since = .version(event.version)
            return .whole
        case .version:
            return .partial
        case .now where event.base == event.version:
            since = .version(event.version)
            return .nothing
        case .now:
            return .partial
        case .otherEpoch:
            return .nothing
        }
    }
}
