import Postgres
import Testing

@Suite("Parameters")
struct ParameterTests {
    @Test("literals become parameters of their type")
    func literals() {
        let parameters: [Parameter] = ["text", 42, true, nil]
        #expect(parameters == [.text("text"), .integer(42), .bool(true), .null])
    }

    @Test("texts are laid out one after the other, each ending with a zero; null has no place")
    func layout() throws {
        let encoded = try EncodedParameters(["ab", nil, -7, false, .bytes([0, 255])])
        #expect(encoded.buffer == Array("ab\0-7\0f\0\\x00ff\0".utf8))
        #expect(encoded.offsets == [0, nil, 3, 6, 8])
    }

    @Test("U+0000 in a text is an error that names the parameter and not its content")
    func zeroByte() throws {
        let error = try #require(throws: PostgresError.self) {
            _ = try EncodedParameters(["fine", "secret\0tail"])
        }
        #expect(error.kind == .decoding)
        #expect(error.place == "parameter 2")
        #expect(!error.description.contains("secret"))
    }

    @Test("U+0000 inside an array of texts is an error too")
    func zeroByteInArray() {
        #expect(throws: PostgresError.self) { try EncodedParameters([.texts(["a\0b"])]) }
    }
}
