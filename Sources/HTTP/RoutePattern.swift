/// A path with places for ids: `/api/v1/slots/{id}/hold`.
public struct RoutePattern: Sendable, CustomStringConvertible {
    /// The pattern as the route table writes it; metrics and OpenAPI use the same words.
    public let description: String
    /// By bytes, for each request is held against them; nil stands for an id.
    private let segments: [Substring.UTF8View?]

    /// Reads a pattern; each `{name}` stands for one id.
    public init(_ text: String) {
        description = text
        segments = Self.segments(of: text).map { $0.first == UInt8(ascii: "{") ? nil : $0 }
    }

    /// A path taken apart; an empty segment counts, so that `/a//b` and `/a/` are other paths than `/a/b` and `/a`.
    public static func segments(of path: String) -> [Substring.UTF8View] {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    }

    /// The ids in `path` where it fits the pattern; nil where it does not.
    ///
    /// A segment in the place of an id that is no id makes the path unknown (404), not bad (400).
    public func match(_ path: [Substring.UTF8View]) -> [Int]? {
        guard path.count == segments.count else { return nil }
        var ids: [Int] = []
        for (pattern, segment) in zip(segments, path) {
            if let pattern {
                guard pattern.elementsEqual(segment) else { return nil }
            } else {
                guard let id = Self.id(Substring(segment)) else { return nil }
                ids.append(id)
            }
        }
        return ids
    }

    /// An id: 1 … 2^53 − 1, in digits, without leading zeros.
    static func id(_ text: Substring) -> Int? {
        guard let first = text.utf8.first, first != UInt8(ascii: "0"), text.utf8.count <= 16,
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let id = Int(text),
            id < 1 << 53
        else { return nil }
        return id
    }
}
