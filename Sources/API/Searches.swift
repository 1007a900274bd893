import Locks
package import Postgres
package import Store

/// What visitors have searched directories for lately: for a second the same search is done once, for all threads of a
/// process. Who asks while it is being done waits for its answer, but not for long: of a PostgreSQL that says nothing one thread
/// shall wait for the end, and no others with it (`ServerWatch`).
package final class Searches: Sendable {
    /// The same words in the same school, from the same place on.
    package struct Search: Hashable, Sendable {
        let school: Int
        let words: Database.TeacherSearch

        package init(school: Int, words: Database.TeacherSearch) {
            self.school = school
            self.words = words
        }

        /// In memory, about; a cursor carries a name, and whoever asks may make one of any length.
        package var size: Int {
            let texts = [words.text, words.subject, words.after?.name]
            return texts.reduce(MemoryLayout<Self>.stride) { $0 + ($1?.utf8.count ?? 0) }
        }
    }

    /// Counted from before PostgreSQL is asked: whoever asks is shown no search that began longer ago.
    private static let lifetime = Duration.seconds(1)
    /// Who waits for another's search does it too when that one has not ended so long after it began.
    private static let patience = Duration.milliseconds(250)

    /// Done by whoever began it.
    private final class Reading: Sendable {
        let beganAt: ContinuousClock.Instant
        let answer = Promise<Result<EncodedPage, PostgresError>>()

        init(at moment: ContinuousClock.Instant) {
            beganAt = moment
        }
    }

    private struct Known {
        var readings: [Search: (reading: Reading, size: Int)] = [:]
        var size = 0
    }

    private let mostReadings: Int
    private let capacity: Int
    private let known = Lock(Known())

    /// Room for so many searches at once, which have about so many bytes with their answers.
    package init(mostReadings: Int = 4096, capacity: Int = 8 << 20) {
        self.mostReadings = mostReadings
        self.capacity = capacity
    }

    /// Bytes of memory for searches and their pages, about.
    package var size: Int { known.withLock { $0.size } }

    /// The answer to a search, by `read` where it is not known. A failure is everybody's who waited for it, and nobody's
    /// who comes later.
    package func page(
        of search: Search, at now: ContinuousClock.Instant = .now,
        _ read: () throws(PostgresError) -> EncodedPage
    ) throws(PostgresError) -> EncodedPage {
        let (reading, isMine) = reading(of: search, at: now)
        guard isMine else {
            guard let answer = reading.answer.value(until: reading.beganAt + Self.patience) else { return try read() }
            return try answer.get()
        }
        let answer = Result(catching: read)
        reading.answer.keep(answer)
        settle(search, reading, answer)
        return try answer.get()
    }

    /// The reading that counts, and whether it begins here.
    private func reading(of search: Search, at now: ContinuousClock.Instant) -> (reading: Reading, isMine: Bool) {
        known.withLock { known in
            if let place = known.readings[search] {
                if now - place.reading.beganAt < Self.lifetime { return (place.reading, false) }
                known.size -= place.size
            } else if known.readings.count >= mostReadings || known.size + search.size > capacity {
                // Most are old, and to look for those each time would cost more than to do some searches twice.
                known = Known()
            }
            let reading = Reading(at: now)
            known.readings[search] = (reading, search.size)
            known.size += search.size
            return (reading, true)
        }
    }

    private func settle(_ search: Search, _ reading: Reading, _ answer: Result<EncodedPage, PostgresError>) {
        known.withLock { known in
            guard known.readings[search]?.reading === reading else { return }
            switch answer {
            case .failure:
                known.readings[search] = nil
                known.size -= search.size
            case .success(let page):
                known.readings[search]?.size += page.size
                known.size += page.size
                if known.size > capacity { known = Known() }
            }
        }
    }
}
