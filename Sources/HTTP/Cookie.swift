/// Cookies (RFC 6265), as far as one session cookie needs them.
public enum Cookie {
    /// The value of the cookie called `name` in a request's Cookie field.
    public static func value(of name: String, in field: String) -> String? {
        // By bytes, for this is asked of each request, and characters cost ten times as much.
        for pair in field.utf8.split(separator: UInt8(ascii: ";")) {
            let pair = pair.drop { $0 == UInt8(ascii: " ") }
            guard pair.starts(with: name.utf8) else { continue }
            let rest = pair.dropFirst(name.utf8.count)
            if rest.first == UInt8(ascii: "=") { return String(Substring(rest.dropFirst())) }
        }
        return nil
    }

    /// A Set-Cookie value that no script can read and no other site can send along with a form.
    /// `maxAge` 0 makes the browser forget the cookie.
    public static func set(_ name: String, _ value: String, maxAge: Int, isSecure: Bool) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(maxAge); HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }
}
