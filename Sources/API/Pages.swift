package import HTTP
import Passwords
import Scheduling

/// How lists are cut into pages: `limit` and an opaque `cursor`.
package struct PageRequest {
    package let limit: Int
    /// The fields of the cursor, nil on the first page.
    package let cursor: [String]?

    /// Reads `limit` (1 … 100, 20 without) and `cursor`, which must have `fields` parts.
    package init(_ query: Query, cursorFields fields: Int) throws(Problem) {
        limit = try Self.limit(query)
        guard query.has("cursor") else {
            cursor = nil
            return
        }
        guard let parts = query["cursor"].flatMap({ Self.open($0, fields) }), parts.count == fields else {
            throw Problem.bad("cursor", "This cursor is not one of ours.")
        }
        cursor = parts
    }

    private static func limit(_ query: Query) throws(Problem) -> Int {
        guard query.has("limit") else { return 20 }
        guard let limit = query["limit"].flatMap({ Int(digits: $0) }), (1...100).contains(limit) else {
            throw Problem.bad("limit", "limit is a whole number from 1 to 100.")
        }
        return limit
    }

    /// An opaque cursor of these parts; only the last may be text of people's own.
    package static func seal(_ parts: [String]) -> String {
        Password.base64URL(Array(parts.joined(separator: "\u{1f}").utf8))
    }

    private static func open(_ cursor: String, _ fields: Int) -> [String]? {
        guard let bytes = Password.bytes(fromBase64URL: cursor), !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)?
            .split(separator: "\u{1f}", maxSplits: fields - 1, omittingEmptySubsequences: false).map(String.init)
    }
}
