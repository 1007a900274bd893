import Testing

import Gzip

@Suite("gzip, whole answers at once")
struct GzipTests {
    private let text = Array(String(repeating: "{\"id\":7,\"status\":\"open\"},", count: 200).utf8)

    @Test("gives back what went in", arguments: [0, 1, 5000])
    func roundTrip(length: Int) {
        let bytes = Array(text.prefix(length))
        #expect(Gzip.decompress(Gzip.compress(bytes), length: length) == bytes)
    }

    @Test("is smaller, and the same each time: no moment is in it")
    func size() {
        let compressed = Gzip.compress(text)
        #expect(compressed.count < text.count / 10)
        #expect(compressed.prefix(2) == [0x1f, 0x8b])
        #expect(compressed == Gzip.compress(text))
    }

    @Test("broken, cut or of another length is nothing")
    func broken() {
        let compressed = Gzip.compress(text)
        #expect(Gzip.decompress(Array(compressed.dropLast()), length: text.count) == nil)
        #expect(Gzip.decompress(compressed, length: text.count - 1) == nil)
        #expect(Gzip.decompress(compressed, length: text.count + 1) == nil)
        #expect(Gzip.decompress(compressed, length: -1) == nil)
        #expect(Gzip.decompress(text, length: text.count) == nil)
        var wrong = compressed
        wrong[compressed.count / 2] ^= 1
        #expect(Gzip.decompress(wrong, length: text.count) == nil)
    }
}
