import FastCGI
import Testing

@Suite("Records")
struct RecordTests {
    @Test("a part of an answer has version, kind, request, length and no padding")
    func header() {
        #expect(Record.standardOutput(0x0102, [7, 8, 9]) == [1, 6, 1, 2, 0, 3, 0, 0, 7, 8, 9])
    }

    @Test("a part longer than 65,535 bytes is split")
    func split() {
        let bytes = Record.standardOutput(1, [UInt8](repeating: 5, count: 65_536))
        #expect(bytes.count == 65_536 + 16)
        #expect(Array(bytes[..<8]) == [1, 6, 0, 1, 255, 255, 0, 0])
        #expect(Array(bytes[(8 + 65_535)...]) == [1, 6, 0, 1, 0, 1, 0, 0, 5])
    }

    @Test("an empty part is nothing, since an empty record would end the answer")
    func empty() {
        #expect(Record.standardOutput(1, []).isEmpty)
    }

    @Test("the end is an empty part and the end of the request")
    func end() {
        #expect(Record.end(1) == [1, 6, 0, 1, 0, 0, 0, 0, 1, 3, 0, 1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test("an abort is seen behind other records, and only for its own request")
    func abort() {
        let input: [UInt8] = [1, 5, 0, 1, 0, 2, 3, 0, 9, 9, 0, 0, 0]
        let abort: [UInt8] = [1, 2, 0, 1, 0, 0, 0, 0]
        #expect(Record.isAbort(input + abort, of: 1))
        #expect(!Record.isAbort(input + abort, of: 2))
        #expect(!Record.isAbort(input, of: 1))
        #expect(!Record.isAbort(Array(abort.dropLast()), of: 1))
        #expect(!Record.isAbort([], of: 1))
    }
}
