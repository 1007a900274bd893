import Postgres
import Testing

@Suite("A place in the log")
struct LogPositionTests {
    @Test("is read and written as PostgreSQL prints it", arguments: ["0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF"])
    func text(text: String) {
        #expect(LogPosition(text)?.description == text)
    }

    @Test("is nothing else", arguments: ["", "16", "16/", "/B3", "16/B374D848/1", "16/x", "-1/0", "100000000/0"])
    func other(text: String) {
        #expect(LogPosition(text) == nil)
    }

    @Test("lies before another by its number, not by its letters")
    func order() throws {
        let early = try #require(LogPosition("9/FFFFFFFF")), late = try #require(LogPosition("10/0"))
        #expect(early < late)
        #expect(late < .end)
    }
}
