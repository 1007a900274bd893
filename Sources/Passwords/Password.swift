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
    static let isReady: Bool = sodium_init() >= 0

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

    /// A hash whose password nobody knows, verified where an address is unknown, so that the time does not tell. Fixed
    /// instead of made at the start: that could fail for want of memory, and the first unknown address would take longer.
    public static let decoyHash =
        "$argon2id$v=19$m=19456,t=2,p=1$7wjT10HgFu7aO0LhIi4apQ$b2Jq11KRx1zrHVSiu5rgNe+13C964tMUBGscipziJUQ"
}
