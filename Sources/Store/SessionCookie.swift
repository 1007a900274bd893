import HTTP
import Passwords

/// The cookie that carries a session's token.
public enum SessionCookie {
    /// Its name: with the prefix that pins it to this host where the site is https (RFC 6265bis, 4.1.3.2).
    public static func name(of site: PublicURL) -> String { site.isSecure ? "__Host-slotboard" : "slotboard" }

    /// The hash under which the session of a Cookie field is kept; nil where the field has no token that could be one.
    public static func tokenHash(in field: String, of site: PublicURL) -> [UInt8]? {
        Cookie.value(of: name(of: site), in: field).flatMap(Password.token(fromBase64URL:)).map(Password.sha256)
    }
}
