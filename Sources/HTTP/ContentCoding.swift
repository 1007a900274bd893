/// How an answer's bytes are coded on their way (RFC 9110, section 8.4).
public enum ContentCoding: Sendable {
    case identity
    case gzip

    /// The coding for a visitor's `Accept-Encoding`: gzip where it is named, or everything is, and not refused by `q=0`.
    public init(accepting field: String?) {
        // Most requests: nginx passes on no other words (nginx/slotboard).
        if field == "gzip" { self = .gzip; return }
        var named: Bool?
        var everything = false
        for part in (field ?? "").split(separator: ",") {
            let words = part.split(separator: ";").map { $0.trimmed.lowercased() }
            guard let coding = words.first else { continue }
            let isRefused = words.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) ?? 0 == 0 }
            switch coding {
            case "gzip", "x-gzip": named = !isRefused
            case "*": everything = !isRefused
            default: break
            }
        }
        self = named ?? everything ? .gzip : .identity
    }
}

extension Substring {
    /// Without spaces and tabs at its ends.
    fileprivate var trimmed: Substring {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let end = lastIndex { !isBlank($0) }.map { index(after: $0) } ?? startIndex
        return self[..<end].drop(while: isBlank)
    }
}
