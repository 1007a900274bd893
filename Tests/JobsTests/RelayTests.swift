import Jobs
import Scheduling
import Testing

@Suite("The relay publishes what Redis has not heard of")
struct RelayTests {
    private let ada = BoardKey(school: 1, teacher: 7)
    private let ben = BoardKey(school: 1, teacher: 9)
    private let namesake = BoardKey(school: 2, teacher: 7)

    @Test("a board above its version key is relayed, one at or below it is not")
    func behind() {
        let published = [ada: 41, ben: 17, namesake: 6]
        #expect(Relay.unpublished([ada: 42, ben: 17, namesake: 5], published: published) == [ada: 42])
    }

    @Test("a missing version key counts as nothing published")
    func emptied() {
        #expect(Relay.unpublished([ada: 42, namesake: 5], published: [:]) == [ada: 42, namesake: 5])
    }

    @Test("a board that never changed is left alone")
    func unchanged() {
        #expect(Relay.unpublished([ben: 0], published: [:]).isEmpty)
    }
}
