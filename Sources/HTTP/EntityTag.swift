/// Validators (RFC 9110, section 8.8.3).
public enum EntityTag {
    /// Whether an If-None-Match field names `tag`, by the weak comparison that GET wants.
    public static func matches(_ field: String, _ tag: String) -> Bool {
        field == "*"
            || field.split(separator: ",").contains { candidate in
                opaque(candidate.drop(while: { $0 == " " })) == opaque(tag[...])
            }
    }

    private static func opaque(_ tag: Substring) -> Substring {
        let strong = tag.hasPrefix("W/") ? tag.dropFirst(2) : tag
        return strong.last == " " ? strong.dropLast() : strong
    }
}
