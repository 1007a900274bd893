import CSodium

extension Password {
    /// Bytes of a token: 256 bits, more than anybody can guess.
    public static let tokenLength = 32

    /// A new token from the kernel's random numbers.
    public static func randomToken() -> [UInt8] {
        precondition(isReady, "libsodium could not be started")
        var bytes = [UInt8](repeating: 0, count: tokenLength)
        randombytes_buf(&bytes, bytes.count)
        return bytes
    }

    /// The token that base64url text of 43 characters stands for; nil for any other text.
    public static func token(fromBase64URL text: String) -> [UInt8]? {
        guard let bytes = bytes(fromBase64URL: text), bytes.count == tokenLength else { return nil }
        return bytes
    }

    /// SHA-256 (FIPS 180-4): tokens and requests are kept as this alone.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        let status = crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
        precondition(status == 0, "SHA-256 always works")
        return digest
    }

    /// Base64 for URLs and cookies, without padding (RFC 4648, section 5).
    public static func base64URL(_ bytes: [UInt8]) -> String {
        let variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING
        var text = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes.count, variant))
        sodium_bin2base64(&text, text.count, bytes, bytes.count, variant)
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The bytes of base64url text without padding; nil where it is none, or has anything around it.
    public static func bytes(fromBase64URL text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: text.utf8.count)
        var length = 0
        let status = sodium_base642bin(
            &bytes, bytes.count, text, text.utf8.count, nil, &length, nil, sodium_base64_VARIANT_URLSAFE_NO_PADDING)
        guard status == 0 else { return nil }
        return Array(bytes.prefix(length))
    }
}
