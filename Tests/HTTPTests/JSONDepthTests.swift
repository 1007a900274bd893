import HTTP
import Testing

@Suite("A JSON body that would keep a thread busy")
struct JSONDepthTests {
    @Test(
        "is refused before it is decoded",
        arguments: ["[", #"{"a":"#, #"["\\","\"","#])
    func nesting(opening: String) {
        let body = #"{"a":"# + String(repeating: opening, count: 400)
        #expect(throws: Problem.self) { try JSONBody(Array(body.utf8)) }
        let clock = ContinuousClock()
        let closing = opening.hasPrefix("{") ? "}" : "]"
        let leaves = Array(repeating: "{}", count: 2000).joined(separator: ",")
        let whole = body + "[" + leaves + "]" + String(repeating: closing, count: 400) + "}"
        let time = clock.measure { #expect(throws: Problem.self) { try JSONBody(Array(whole.utf8)) } }
        #expect(time < .seconds(1))
    }

    @Test("may have brackets in its texts")
    func brackets() throws {
        let text = String(repeating: "[{", count: 100) + #"\"[["#
        var body = try JSONBody(Array("{\"note\": \"\(text)\"}".utf8))
        #expect(body.text("note", length: 1...300).hasSuffix("[["))
        try body.finish()
    }

    @Test("is UTF-8, or none")
    func encoding() {
        let utf16 = #"{"note": "∀"}"#.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        #expect(throws: Problem.self) { try JSONBody(utf16) }
    }
}
