import Store
import Testing

@Suite("Schools by host name")
struct SchoolCacheTests {
    private struct Away: Error {}

    private let school = School(id: 1, slug: "north", name: "North")

    private func away() throws(Away) -> School? { throw Away() }

    @Test("what was read lately is not read again, and neither is that a host has no school")
    func remembered() throws {
        let cache = SchoolCache()
        _ = cache.school("north.test") { school }
        _ = cache.school("nobody.test") { nil }
        #expect(try cache.school("north.test", away) == school)
        #expect(try cache.school("nobody.test", away) == nil)
    }

    @Test("what is too old is read again")
    func readAgain() {
        let cache = SchoolCache(lifetime: .zero)
        let renamed = School(id: 1, slug: "north", name: "North and west")
        _ = cache.school("north.test") { school }
        #expect(cache.school("north.test") { renamed } == renamed)
    }

    @Test("while PostgreSQL is away the old one counts, and who was never known is an error")
    func databaseAway() throws {
        let cache = SchoolCache(lifetime: .zero)
        _ = cache.school("north.test") { school }
        #expect(try cache.school("north.test", away) == school)
        #expect(throws: Away.self) { try cache.school("south.test", away) }
    }
}
