/// Cookies (RFC 6265), as far as one session cookie needs them.
public enum Cookie {
    /// The value of the cookie called `name` in a request's Cookie field.
    public static func value(of name: String, in field: String) -> String? {
        for pair in field.split(separator: ";") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, halves[0].drop(while: { $0 == " " }) == name else { continue }
            return String(halves[1])
        }
        return nil
    }

    /// A Set-Cookie value that no script can read and no other site can send along with a form.
    /// `maxAge` 0 makes the browser forget the cookie.
    public static func set(_ name: String, _ value: String, maxAge: Int, isSecure: Bool) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(maxAge); HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }
}
