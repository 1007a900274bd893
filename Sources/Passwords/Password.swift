import CSodium

/// Why a password could not be hashed: there was not memory enough.
public struct PasswordError: Error, Sendable, CustomStringConvertible {
    /// Nothing private.
    public var description: String { "a password could not be hashed: out of memory" }
}

/// Passwords and tokens, by libsodium.
public enum Password {
    // OWASP's Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
    private static let passes: UInt64 = 2
    private static let memory = 19 * 1024 * 1024

    /// libsodium wants to be woken once; from any thread, any number of times.
    private static let isReady: Bool = sodium_init() >= 0

    /// Hashes a password with argon2id and a salt of its own: some 25 ms of one core.
    public static func hash(_ password: String) throws(PasswordError) -> String {
        precondition(isReady, "libsodium could not be started")
        var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let status = crypto_pwhash_str(&text, password, UInt64(password.utf8.count), passes, memory)
        guard status == 0 else { throw PasswordError() }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether `password` is the one that was hashed; takes as long where it is not.
    public static func verify(_ password: String, against hash: String) -> Bool {
        precondition(isReady, "libsodium could not be started")
        return crypto_pwhash_str_verify(hash, password, UInt64(password.utf8.count)) == 0
    }

    /// A hash that no password has: verified where an address is unknown, so that the time does not tell.
    public static let decoyHash = (try? hash(base64URL(randomToken()))) ?? ""
}
