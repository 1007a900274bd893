import Testing

import HTTP

@Suite("Which coding a visitor takes")
struct ContentCodingTests {
    @Test(
        "gzip where it is named or everything is",
        arguments: [
            "gzip", "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8, *;q=0.1", "GZIP", "x-gzip", "*", " gzip ; q=0.5 ",
            "identity;q=0, *",
        ])
    func taken(field: String) {
        #expect(ContentCoding(accepting: field) == .gzip)
    }

    @Test(
        "and not where it is refused or not named",
        arguments: [nil, "", "identity", "br", "gzip;q=0", "gzip; q=0.0", "*;q=0", "gzip;q=0, *", "gzipped", ",;,"])
    func refused(field: String?) {
        #expect(ContentCoding(accepting: field) == .identity)
    }
}
