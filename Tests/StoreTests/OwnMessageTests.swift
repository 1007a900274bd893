import Store
import Testing

@Suite("A message to one person")
struct OwnMessageTests {
    @Test(
        "is read as it was written",
        arguments: [
            (OwnMessage.changed(.bookings), "changed bookings"), (.changed(.holds), "changed holds"),
            (.changed(.everything), "changed bookings holds"),
            (.signedOut(tokenHash: [0, 171, 255]), "signed-out 00abff"), (.blocked, "blocked"),
        ])
    func roundTrip(message: OwnMessage, text: String) {
        #expect(String(decoding: message.payload, as: UTF8.self) == text)
        #expect(OwnMessage(Array(text.utf8)) == message)
    }

    @Test(
        "that is damaged is none",
        arguments: [
            "", "changed", "changed lessons", "changed bookings lessons", "signed-out", "signed-out xy",
            "signed-out abc", "signed-out ab cd", "blocked ab", "hello",
        ])
    func damaged(payload: String) {
        #expect(OwnMessage(Array(payload.utf8)) == nil)
    }
}

@Suite("Who is told of a write")
struct ToldTests {
    @Test("students of what is theirs, teachers of what their students have")
    func students() {
        let told = WriteResult.told(holders: [1], bookers: [1, 2], teachers: [9])
        #expect(told == [1: .everything, 2: .bookings, 9: .everything])
    }

    @Test("both teachers of a move hear of it, each once")
    func teachers() {
        #expect(
            WriteResult.told(holders: [], bookers: [1], teachers: [8, 9, 9]) == [
                1: .bookings, 8: .bookings, 9: .bookings,
            ])
    }

    @Test("where nobody has anything, a teacher is not told either")
    func nobody() {
        #expect(WriteResult.told(holders: [], bookers: [], teachers: [9]).isEmpty)
    }
}
