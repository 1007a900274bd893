import Passwords
import Testing

@Suite("Tokens")
struct TokenTests {
    @Test("a token has 256 bits, and none is like another")
    func random() {
        let tokens = Set((0..<1_000).map { _ in Password.randomToken() })
        #expect(tokens.count == 1_000)
        #expect(tokens.allSatisfy { $0.count == 32 })
    }

    @Test(
        "SHA-256 is the one of FIPS 180",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ])
    func hash(text: String, hexadecimal: String) {
        let digits = Password.sha256(Array(text.utf8)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        #expect(digits.joined() == hexadecimal)
    }

    @Test(
        "bytes in base64url are those of RFC 4648, without padding",
        arguments: [
            ([], ""), ([0x66], "Zg"), ([0x66, 0x6f], "Zm8"), ([0x66, 0x6f, 0x6f], "Zm9v"),
            ([0x66, 0x6f, 0x6f, 0x62], "Zm9vYg"), ([0xfb, 0xff, 0xfe], "-__-"),
        ] as [([UInt8], String)])
    func base64(bytes: [UInt8], text: String) {
        #expect(Password.base64URL(bytes) == text)
        #expect(Password.bytes(fromBase64URL: text) == bytes)
    }

    @Test("a token survives its way through a cookie")
    func roundTrip() {
        let token = Password.randomToken()
        let text = Password.base64URL(token)
        #expect(text.utf8.count == 43)
        #expect(Password.token(fromBase64URL: text) == token)
    }

    @Test(
        "no bytes have two spellings", arguments: ["Zg==", "Zh", "Z", "Zm9vA", "Zm9v\n", "Zm+v", "é", "Zm 9v", "Zg\0"])
    func malformed(text: String) {
        #expect(Password.bytes(fromBase64URL: text) == nil)
    }

    @Test("a text of another length is no token", arguments: [31, 33, 0])
    func wrongLength(count: Int) {
        #expect(Password.token(fromBase64URL: Password.base64URL([UInt8](repeating: 7, count: count))) == nil)
    }
}
