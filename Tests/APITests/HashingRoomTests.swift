import API
import HTTP
import Testing

@Suite("The room where passwords are hashed")
struct HashingRoomTests {
    @Test("turns away whom it has no seat for, and has the seat again afterwards")
    func seats() throws {
        let room = HashingRoom(seats: 1)
        let problem = #expect(throws: Problem.self) { try room.take { try room.take { 1 } } }
        #expect(problem?.kind == .unavailable)
        #expect(problem?.retryAfter == 1)
        #expect(try room.take { 2 } == 2)
    }
}
