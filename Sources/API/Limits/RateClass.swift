package import HTTP

/// What kind of work a request is, as limits see it. The raw value is what clients are told the limit is called.
package enum RateClass: String, Sendable, CaseIterable {
    /// What reads for one person, or what nginx does not keep.
    case read
    /// The directory by a word or a subject: it costs a scan of the school's teachers.
    case search
    /// Changes that are none of the following.
    case write
    /// Bookings and moves: they take a time away from others.
    case booking
    /// Whatever hashes a password.
    case signIn = "sign-in"
    /// Publishing more than `NewSlot.mostAsOneWrite` times at once.
    case bulk
}

/// How the requests of a route are limited.
package enum Rate: Sendable, Equatable {
    /// By nginx alone: the answer is the same for everybody, and mostly comes out of its cache.
    case edge
    /// Each is counted, before the handler runs.
    case each(RateClass)
    /// Searches are counted, while the whole directory is for everybody.
    case searches
    /// The handler counts, since its body says whose bucket it is.
    case byHandler

    /// What a request counts as before its handler runs; nil where that is not for the API or not yet to be said.
    package func work(of request: Request) -> RateClass? {
        switch self {
        case .edge, .byHandler: nil
        case .each(let work): work
        case .searches: request.query.has("q") || request.query.has("subject") ? .search : nil
        }
    }
}
