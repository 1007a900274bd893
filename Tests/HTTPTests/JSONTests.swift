import HTTP
import Testing

@Suite("The JSON writer")
struct JSONWriterTests {
    @Test("puts commas between, and only between")
    func commas() {
        var json = JSONWriter()
        json.object {
            $0.member("a", 1)
            $0.member("b", [String]())
            $0.member("c", [1, 2]) { $0.integer($1) }
            $0.member("d", object: { _ in })
            $0.member("e", true)
            $0.member("f", nil as String?)
        }
        #expect(text(json) == #"{"a":1,"b":[],"c":[1,2],"d":{},"e":true,"f":null}"#)
    }

    @Test("escapes what JSON wants escaped and leaves the rest as it is")
    func strings() {
        var json = JSONWriter()
        json.string("a\"\\\n\u{1}é😀/")
        #expect(text(json) == #""a\"\\\u000a\u0001é😀/""#)
    }

    @Test("writes every integer", arguments: [0, -1, 7, Int.max, Int.min])
    func integers(value: Int) {
        var json = JSONWriter()
        json.integer(value)
        #expect(text(json) == "\(value)")
    }

    private func text(_ json: JSONWriter) -> String {
        String(decoding: json.bytes, as: UTF8.self)
    }
}

@Suite("A JSON body")
struct JSONBodyTests {
    @Test("gives its members")
    func members() throws {
        var body = try JSONBody(Array(#"{"slot_id": 7, "note": "  hello ", "more": null}"#.utf8))
        #expect(body.id("slot_id") == 7)
        #expect(body.optionalText("note", length: 0...10) == "hello")
        #expect(body.optionalInteger("more", in: 1...3) == nil)
        try body.finish()
    }

    @Test(
        "that is no object is refused",
        arguments: ["", "[]", "7", "{", #"{"a":}"#, "null", "\"x\"", #"{"a":1}x"#, "\u{1}"])
    func noObject(text: String) {
        #expect(throws: Problem.self) { try JSONBody(Array(text.utf8)) }
    }

    @Test("tells every field that is wrong, unknown ones too")
    func errors() throws {
        var body = try JSONBody(Array(#"{"slot_id": "7", "note": 5, "extra": 1, "nul": "a\u0000b"}"#.utf8))
        _ = body.id("slot_id")
        _ = body.optionalText("note", length: 0...10)
        _ = body.text("nul", length: 0...10)
        _ = body.text("name", length: 1...10)
        let problem = #expect(throws: Problem.self) { try body.finish() }
        #expect(problem?.errors.map(\.field).sorted() == ["extra", "name", "note", "nul", "slot_id"])
        #expect(problem?.status == .badRequest)
    }

    @Test(
        "refuses numbers that are not whole or out of range", arguments: ["1.5", "0", "9007199254740992", "-3", "1e99"])
    func numbers(number: String) throws {
        var body = try JSONBody(Array("{\"slot_id\": \(number)}".utf8))
        _ = body.id("slot_id")
        #expect(throws: Problem.self) { try body.finish() }
    }

    @Test("names a field of a list by its place")
    func places() throws {
        var body = try JSONBody(Array(#"{"slots": [{"n": 1}, {"n": "x", "y": 2}]}"#.utf8))
        let numbers = body.objects("slots", count: 1...5) { $0.integer("n", in: 1...9) }
        #expect(numbers.first == 1)
        let problem = #expect(throws: Problem.self) { try body.finish() }
        #expect(problem?.errors.map(\.field) == ["slots[1].n", "slots[1].y"])
    }
}
