import HTTP
import Live
import Testing

@Suite("A client says which boards it watches, and since when")
struct StreamRequestTests {
    private func starts(_ query: String, lastEventID: String? = nil) throws -> [Int: Since] {
        try StreamRequest(query: Query(query), lastEventID: lastEventID).starts(epoch: "1.5")
    }

    @Test("one teacher, since a version or from now on")
    func oneTeacher() throws {
        #expect(try starts("teacher=7&since=42") == [7: .version(42)])
        #expect(try starts("teacher=7") == [7: .now])
        #expect(try starts("since=0&teacher=7&unknown=1") == [7: .version(0)])
    }

    @Test("several teachers, each with a version, also percent-encoded")
    func severalTeachers() throws {
        #expect(try starts("teachers=7:42,9:17") == [7: .version(42), 9: .version(17)])
        #expect(try starts("teachers=7%3A42%2C9%3A17") == [7: .version(42), 9: .version(17)])
    }

    @Test("what is one's own, alone or beside boards")
    func mine() throws {
        let alone = try StreamRequest(query: Query("mine=1"), lastEventID: nil)
        #expect(alone.wantsOwn && alone.since.isEmpty)
        let beside = try StreamRequest(query: Query("teachers=7:42&mine=1"), lastEventID: nil)
        #expect(beside.wantsOwn && beside.starts(epoch: "1.5") == [7: .version(42)])
        #expect(try !StreamRequest(query: Query("teacher=7"), lastEventID: nil).wantsOwn)
    }

    @Test(
        "another value of “mine” is refused", arguments: ["mine=", "mine=0", "mine=2&teacher=7", "mine=1%00", "mine"])
    func notMine(query: String) {
        #expect(throws: Problem.self) { try StreamRequest(query: Query(query), lastEventID: nil) }
    }

    @Test("20 teachers share a stream, 21 do not")
    func mostTeachers() throws {
        let list = { (count: Int) in "teachers=" + (1...count).map { "\($0):0" }.joined(separator: ",") }
        #expect(try starts(list(20)).count == 20)
        #expect(throws: Problem.self) { try starts(list(21)) }
    }

    @Test("per teacher the higher of address and Last-Event-ID counts")
    func lastEventID() throws {
        #expect(try starts("teacher=7&since=42", lastEventID: "1.5:7:50") == [7: .version(50)])
        #expect(try starts("teacher=7&since=42", lastEventID: "1.5:7:40") == [7: .version(42)])
        #expect(try starts("teachers=7:42,9:17", lastEventID: "1.5:9:18") == [7: .version(42), 9: .version(18)])
        #expect(try starts("teacher=7", lastEventID: "1.5:7:50") == [7: .version(50)])
        #expect(try starts("teacher=7&since=42", lastEventID: "1.5:8:99") == [7: .version(42)])
    }

    @Test("an id of another epoch asks for a fresh board")
    func otherEpoch() throws {
        #expect(try starts("teachers=7:42,9:17", lastEventID: "1.4:7:50") == [7: .otherEpoch, 9: .version(17)])
    }

    @Test(
        "what cannot be understood is a bad request",
        arguments: [
            "", "teacher=", "teacher=0", "teacher=-1", "teacher=+7", "teacher=x", "teacher=7.0", "teacher=%ff",
            "teacher=9007199254740992", "teacher=99999999999999999999", "teacher=7&since=", "teacher=7&since=-1",
            "teacher=7&since=x", "teachers=", "teachers=7", "teachers=7:", "teachers=:7", "teachers=7:1:2",
            "teachers=7:1,,9:1", "teachers=7:1,7:2", "teachers=0:1", "teacher=7&teachers=9:1", "teacher=%zz",
        ])
    func bad(query: String) throws {
        let problem = try #require(throws: Problem.self) { try starts(query) }
        #expect(problem.kind == .badRequest)
    }

    @Test("a Last-Event-ID that no stream ever sent is a bad request", arguments: ["x", "1.5:7", "1.5:x:1", ":7:1"])
    func badLastEventID(id: String) throws {
        let problem = try #require(throws: Problem.self) { try starts("teacher=7", lastEventID: id) }
        #expect(problem.kind == .badRequest)
    }

    @Test("an event's id reads back as it was written")
    func eventID() {
        let id = EventID(epoch: "3.1795000000", teacher: 7, version: 42)
        #expect(id.description == "3.1795000000:7:42")
        #expect(EventID(id.description) == id)
    }
}
