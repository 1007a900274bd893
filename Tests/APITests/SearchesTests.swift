import API
import Foundation
import Postgres
import Store
import Synchronization
import Testing

@Suite("Searches of the directory: each once a second")
struct SearchesTests {
    private let start = ContinuousClock.now
    private let searches = Searches()

    private func search(_ text: String, school: Int = 1, limit: Int = 21) -> Searches.Search {
        Searches.Search(school: school, words: .init(text: text, subject: nil, after: nil, limit: limit))
    }

    private func page(_ text: String, bytes: Int = 0) -> EncodedPage {
        EncodedPage(json: Array(text.utf8) + [UInt8](repeating: 120, count: bytes), next: nil)
    }

    /// What a search is answered, where `found` is what PostgreSQL has by then.
    private func answer(to search: Searches.Search, after passed: Duration = .zero, found: String) throws -> String {
        let shown = try searches.page(of: search, at: start + passed) { page(found) }
        return String(decoding: shown.json, as: UTF8.self)
    }

    @Test("what was found lately is shown again, and looked for anew a second after the looking began")
    func lifetime() throws {
        #expect(try answer(to: search("ada"), found: "first") == "first")
        #expect(try answer(to: search("ada"), after: .milliseconds(999), found: "second") == "first")
        #expect(try answer(to: search("ada"), after: .seconds(1), found: "third") == "third")
        #expect(try answer(to: search("ada"), after: .milliseconds(1999), found: "fourth") == "third")
    }

    @Test("other words, another length and another school are other searches")
    func keys() throws {
        let all = [search("ada"), search("bob"), search("ada", limit: 51), search("ada", school: 2)]
        for (number, search) in all.enumerated() { _ = try answer(to: search, found: "\(number)") }
        for (number, search) in all.enumerated() { #expect(try answer(to: search, found: "none") == "\(number)") }
    }

    @Test("however many ask at once, one looks and all are shown what it found")
    func singleFlight() {
        let askers = 16
        let looked = Atomic(0), shown = Atomic(0), asking = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: askers) { _ in
            asking.add(1, ordering: .relaxed)
            let answer = try? searches.page(of: search("ada"), at: start) {
                looked.add(1, ordering: .relaxed)
                // Whoever else has a thread by now comes while this one looks.
                usleep(20_000)
                return page("found")
            }
            if answer?.json == page("found").json { shown.add(1, ordering: .relaxed) }
        }
        #expect(looked.load(ordering: .relaxed) == 1)
        #expect(shown.load(ordering: .relaxed) == askers)
    }

    @Test("whoever has waited long enough for another's search does it too")
    func patience() throws {
        let shown = try searches.page(of: search("ada"), at: start - .milliseconds(300)) {
            #expect((try? answer(to: search("ada"), found: "own")) == "own")
            return page("slow")
        }
        #expect(shown.json == page("slow").json)
        #expect(try answer(to: search("ada"), found: "late") == "slow")
    }

    @Test("a failure is told to who asked, and the next one tries again")
    func failure() throws {
        let away = PostgresError(.connection, message: "away", place: "send")
        #expect(throws: PostgresError.self) {
            try searches.page(of: search("ada"), at: start) { () throws(PostgresError) in throw away }
        }
        #expect(searches.size == 0)
        #expect(try answer(to: search("ada"), found: "found") == "found")
    }

    @Test("whatever is searched for, memory is bounded: by searches and by bytes")
    func bounded() throws {
        let narrow = Searches(mostReadings: 10, capacity: 2000)
        for number in 0..<100 {
            _ = try narrow.page(of: search("\(number)"), at: start) { page("", bytes: 300) }
            #expect(narrow.size <= 2000)
        }
        var asked = 0
        for number in 0..<100 {
            _ = try narrow.page(of: search("\(number)"), at: start) {
                asked += 1
                return page("")
            }
        }
        #expect(asked >= 90, "ten at most were still known")
    }

    @Test("what is asked has its size too, the name in a cursor above all, even before it is answered")
    func words() throws {
        let name = String(repeating: "é", count: 4000)
        let long = Searches.Search(
            school: 1, words: .init(text: "ada", subject: nil, after: .init(opening: nil, name: name, id: 1), limit: 21)
        )
        let searches = Searches(capacity: 10_000)
        _ = try searches.page(of: long, at: start) {
            #expect(searches.size > 8000)
            return page("found")
        }
        #expect(searches.size > 8000)
        _ = try searches.page(of: search(String(repeating: "a", count: 3000)), at: start) {
            #expect((3000...10_000).contains(searches.size), "the long one has gone")
            return page("found")
        }
    }

    @Test("a search that is made again and again takes its room once")
    func room() throws {
        for second in 0..<5 {
            _ = try searches.page(of: search("ada"), at: start + .seconds(second)) { page("", bytes: 300) }
        }
        #expect(searches.size == search("ada").size + 300)
    }
}
