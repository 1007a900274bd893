import Postgres
import Testing

@Suite("Array literals")
struct ArrayLiteralTests {
    @Test("whole numbers are written with commas, gaps as NULL")
    func integers() {
        #expect(Parameter.integers([1, -2, 3]) == .text("{1,-2,3}"))
        #expect(Parameter.integers([]) == .text("{}"))
        #expect(Parameter.optionalIntegers([nil, 7]) == .text("{NULL,7}"))
    }

    @Test("texts are quoted, so that NULL, nothing and commas stay what they are")
    func texts() {
        #expect(Parameter.texts(["", "NULL", "a,b", "{}"]) == .text(#"{"","NULL","a,b","{}"}"#))
        #expect(Parameter.optionalTexts([nil, "x"]) == .text(#"{NULL,"x"}"#))
    }

    @Test("bytes are written in hexadecimal")
    func bytes() {
        #expect(Parameter.byteArrays([[0, 255], []]) == .text(#"{"\\x00ff","\\x"}"#))
    }

    @Test("quotes and backslashes are escaped")
    func escapes() {
        #expect(Parameter.texts([#"a"b\c"#]) == .text(#"{"a\"b\\c"}"#))
    }

    @Test(
        "what is written is read back",
        arguments: [[], [""], ["NULL", nil], ["a,b", "}", "{", #"\""#], ["Zoë – 10:00\n", " "]] as [[String?]])
    func roundTrip(elements: [String?]) throws {
        let literal = ArrayLiteral.texts(elements)
        #expect(ArrayLiteral.elements(of: Array(literal.utf8)) == elements)
    }

    @Test("the server's own form, with quotes only where needed, is read")
    func serverForm() {
        let text = #"{maths,"New Zealand",NULL,"NULL"}"#
        #expect(ArrayLiteral.elements(of: Array(text.utf8)) == ["maths", "New Zealand", nil, "NULL"])
    }

    @Test(
        "what is no array of one dimension is refused",
        arguments: ["", "{", "1,2", "{1,}", "{{1},{2}}", #"{"a}"#, "{1}2"])
    func malformed(text: String) {
        #expect(ArrayLiteral.elements(of: Array(text.utf8)) == nil)
    }
}
